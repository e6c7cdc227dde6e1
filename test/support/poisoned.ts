import type { ObservedEvent, ObservedSignal } from '../../src/signals/index.ts';
import { type Planted, planted } from './planted.ts';

const VICTIMS = 20;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A population of which a ring hides behind customers, who have nothing to do with it. */
export interface Poisoned extends Planted {
  /** Events beside all others, by which it frames `victims`. */
  readonly framing: readonly ObservedEvent[];
  readonly victims: readonly string[];
}

/** Three rings of 40 among 1,500 accounts, of which one frames 20 customers. */
export const poisoned = (): Poisoned => {
  const population = planted({ ordinary: 1500, rings: 3, ringSize: 40, seed: 11 });
  const victims = Array.from({ length: VICTIMS }, (_, i) => `user_${i}`);
  const shownBy = (account: string, types: readonly string[]): ObservedSignal[] => {
    const signals = new Map<string, ObservedSignal>();
    for (const event of population.events)
      if (event.account === account)
        for (const signal of event.signals) if (types.includes(signal.type)) signals.set(signal.key, signal);
    return [...signals.values()];
  };
  const usage = (account: string, time: number, signals: ObservedSignal[], n: number): ObservedEvent => ({
    ...{ id: `poison-${account}-${n}`, account, kind: 'usage' as const, time, signals },
    usage: { requests: 5, tokensIn: 100, tokensOut: 100, toolCalls: 0 },
  });
  const ring = population.rings[0]!;
  const last = Math.max(...population.events.map(({ time }) => time));
  // The ring copies what victims show in public, week after week: their addresses and prompts.
  const copied = victims.flatMap((victim, v) =>
    ring
      .slice(0, 15)
      .map((member, m) =>
        usage(member, last - ((v + m) % 20) * DAY, shownBy(victim, ['ip', 'prompt']), v * ring.length + m),
      ),
  );
  // And it leads every second victim to what it shows itself, in one evening: its prompts.
  const prompts = ring.flatMap((member) => shownBy(member, ['prompt']));
  const each = [...new Map(prompts.map((prompt) => [prompt.key, prompt])).values()];
  const led = victims
    .filter((_, v) => v % 2 === 0)
    .map((victim, v) => usage(victim, last - v * HOUR, each, 10_000 + v));
  return { ...population, framing: [...copied, ...led], victims };
};
