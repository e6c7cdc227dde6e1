import { createHash } from 'node:crypto';
import type { Graph } from '../../src/graph/graph.ts';
import { ingestStore } from '../../src/ingest/store.ts';
import {
  aggregate,
  type ObservedEvent,
  type ObservedSignal,
  type SignalRegistry,
  signalsOf,
} from '../../src/signals/index.ts';
import { unrecorded } from './audit.ts';

/** A small population with rings in it whose members are known. */
export interface Planted {
  readonly events: readonly ObservedEvent[];
  /** Account ids of each planted ring. */
  readonly rings: readonly (readonly string[])[];
}

/**
 * Ordinary accounts, each with its own card and device, with addresses and prompts that a few share, over 60 days; and rings whose
 * members sign up within six hours, pay by shared cards, send the same prompts and work in the same evenings.
 */
export const planted = (options: { ordinary: number; rings: number; ringSize: number; seed: number }): Planted => {
  const random = xorshift(options.seed);
  const events: ObservedEvent[] = [];
  const account = (id: string, signup: number, signals: () => ObservedSignal[], days: number[]): void => {
    const event = (kind: ObservedEvent['kind'], time: number): void => {
      const usage = { requests: 20 + Math.floor(random() * 10), tokensIn: 1000, tokensOut: 4000, toolCalls: 3 };
      events.push({
        id: `${id}-${events.length}`,
        account: id,
        kind,
        time: Math.floor(time),
        signals: signals(),
        usage: kind === 'usage' ? usage : undefined,
      });
    };
    event('signup', signup);
    for (const time of days) event('usage', time);
  };
  for (let i = 0; i < options.ordinary; i++) {
    const signup = START + random() * 60 * DAY;
    const own = [signal('payment_instrument', `own card ${i}`), signal('device', `own device ${i}`)];
    const days = [1, 2, 3].map((n) => signup + (n + random()) * DAY);
    const prompt = () => signal('prompt', `common ${Math.floor(random() * options.ordinary)}`);
    account(`user_${i}`, signup, () => [...own, prompt(), address(Math.floor(random() * options.ordinary))], days);
  }
  const rings = Array.from({ length: options.rings }, (_, ring) => {
    const opening = START + (5 + random() * 40) * DAY;
    const one = (type: string, of: number): ObservedSignal =>
      signal(type, `${type} ${ring} ${Math.floor(random() * of)}`);
    return Array.from({ length: options.ringSize }, (_, member) => {
      const id = `member_${ring}_${member}`;
      const signup = opening + random() * 6 * HOUR;
      const evenings = [1, 2, 3, 4].map((n) => opening + n * DAY + random() * 2 * HOUR);
      const device = signal('device', id);
      account(id, signup, () => [device, one('payment_instrument', 3), one('prompt', 6)], evenings);
      return id;
    });
  });
  return { events, rings };
};

/** Writes events as ingest does: their signals, then chunks of 1,000, 4 in flight. */
export const plant = async (
  graph: Graph,
  registry: SignalRegistry,
  events: readonly ObservedEvent[],
): Promise<void> => {
  const store = ingestStore(graph, registry, unrecorded);
  await store.writeSignals(signalsOf(events, registry));
  const chunks = Array.from({ length: Math.ceil(events.length / 1000) }, (_, index) => index).values();
  const write = async (): Promise<void> => {
    for (const index of chunks) {
      const chunk = events.slice(index * 1000, (index + 1) * 1000);
      const rows = aggregate(chunk, registry);
      const figures = { accepted: chunk.length, observations: rows.observations.length };
      await store.writeChunk({ batch: `planted-${events[0]?.id}`, index, rows, ...figures }, START);
    }
  };
  await Promise.all([write(), write(), write(), write()]);
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5);

const signal = (type: string, value: string): ObservedSignal => ({
  type,
  key: `${type}:k1:${createHash('sha256').update(value).digest('hex').slice(0, 32)}`,
  hint: '••••',
});

/** Some three accounts an address. */
const address = (n: number): ObservedSignal => {
  const ip = `198.18.${(n / 3 / 250) & 255}.${Math.floor(n / 3) % 250}`;
  return { type: 'ip', key: `ip:${ip}`, hint: ip, prefix: `${ip.split('.').slice(0, 3).join('.')}.0/24` };
};

const xorshift = (seed: number) => {
  let x = seed | 1;
  return (): number => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
};
