import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { testGraph } from '../support/graph.ts';
import { plant } from '../support/planted.ts';
import { poisoned } from '../support/poisoned.ts';

/** Where a member's evidence is as strong as what links two accounts. */
const CORE = 0.5;

interface Member {
  readonly id: string;
  readonly strength: number;
}

const { events, framing, rings: planted, victims } = poisoned();

let api: TestApi;
beforeAll(async () => {
  const graph = await testGraph();
  await plant(graph, signalRegistry(), events);
  await plant(graph, signalRegistry(), framing);
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
    for (const ring of planted) expect(ring.filter((id) => found.has(id)).length).toBeGreaterThan(0.8 * ring.length);
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
