import { writeRings } from '../../src/detection/staging.ts';
import type { Campaign, Ring } from '../../src/engine/index.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { cypherRows } from './graph.ts';

/** What a test says of a ring; the rest is filled in. */
export type StagedRing = Pick<Ring, 'id'> & Partial<Ring>;

/** Epoch seconds of 2 March 2026, 00:00 UTC. */
export const MONDAY = Date.UTC(2026, 2, 2) / 1000;

export const member = (account: string, strength = 0.8, signals: readonly string[] = []) => ({
  account,
  strength,
  bits: strength * 20,
  signals,
});

/** Writes a run's rings and campaigns with the product's own writer, for readers to find once `publish` points at it. */
export const stage = async (
  graph: Graph,
  run: string,
  rings: readonly StagedRing[],
  campaigns: readonly Campaign[] = [],
): Promise<void> => {
  await cypherRows(
    "CREATE (:Run {id: $run, state: 'running', staged: 0, startedAt: datetime('2026-03-05T08:00:00Z')})",
    {
      run,
    },
  );
  const whole = rings.map((ring) => ({
    score: 0.9,
    members: [],
    evidence: [],
    features: { cohesion: 0.7 },
    firstSeen: MONDAY,
    lastSeen: MONDAY + 86_400,
    requests: 100,
    summary: `ring ${ring.id} of ${run}`,
    cells: [],
    ...ring,
  }));
  await writeRings(graph, run, { rings: whole, campaigns, hubs: [] }, () => undefined);
};

/** The switch. */
export const publish = (run: string): Promise<unknown> =>
  cypherRows(
    `MATCH (r:Run {id: $run}) SET r.state = 'published', r.finishedAt = datetime('2026-03-05T09:00:00Z')
     MERGE (p:Published {name: 'rings'}) SET p.run = $run`,
    { run },
  );

export const succeed = (from: [ring: string, run: string], to: [ring: string, run: string], how: string) =>
  cypherRows(
    `MATCH (a:Ring {id: $from[0], run: $from[1]}) MATCH (b:Ring {id: $to[0], run: $to[1]})
     CREATE (a)-[:SUCCEEDED_BY {jaccard: 0.5, how: $how}]->(b)`,
    { from, to, how },
  );

/** A sign-up as a sender writes it. */
export const signup = (account: string, signals: readonly { type: string; value: string }[], time = MONDAY) => ({
  id: `signup-${account}`,
  account,
  kind: 'signup',
  time: new Date(time * 1000).toISOString(),
  signals,
});
