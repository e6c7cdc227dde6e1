import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ObservedEvent, type ObservedSignal, signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { testGraph } from '../support/graph.ts';
import { plant, planted } from '../support/planted.ts';

const VICTIMS = 20;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Where a member's evidence is as strong as what links two accounts. */
const CORE = 0.5;

interface Member {
  readonly id: string;
  readonly strength: number;
}

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

let api: TestApi;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), population.events);
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
  await plant(graph, signalRegistry(), [...copied, ...led]);
  api = await startApi({ graph });
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  expect((await api.app.detection.finished())?.state).toBe('published');
});
afterAll(async () => {
  await api?.close();
  await api?.graph.close();
});

const membersOfRings = async (): Promise<Member[]> => {
  const { rings } = (await api.call<{ rings: { id: string }[] }>('GET', '/v1/rings?limit=200')).body;
  const lists = rings.map(({ id }) =>
    api.call<{ members: Member[] }>('GET', `/v1/rings/${id}/members?limit=1000`).then(({ body }) => body.members),
  );
  return (await Promise.all(lists)).flat();
};

describe('a ring that frames customers', () => {
  it('makes none of them a core member by sharing their addresses and prompts, and is found all the same', async () => {
    const members = await membersOfRings();
    const core = members.filter(({ strength }) => strength >= CORE).map(({ id }) => id);
    expect(core.filter((id) => victims.includes(id))).toEqual([]);
    const found = new Set(members.map(({ id }) => id));
    for (const ring of population.rings)
      expect(ring.filter((id) => found.has(id)).length).toBeGreaterThan(0.8 * ring.length);
  });

  it('does not make them match as core members either', async () => {
    for (const victim of victims) {
      const { matches } = (
        await api.call<{ matches: { place: string }[] }>('POST', `/v1/accounts/${victim}/match?limit=3`)
      ).body;
      expect(matches.map(({ place }) => place)).not.toContain('core');
    }
  });
});
