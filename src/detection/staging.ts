import type { Campaign, DetectionResult, Ring, Succession } from '../engine/result.ts';
import { RingfenceError } from '../errors.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { type cypher as Cypher, cypher } from '../graph/queries.ts';

/** Rows of one statement; a part is one transaction of one of these. Some 50–200 ms each. */
const ROWS = 2_000;
const MAX_HUBS = 1_000;
/** Campaigns of one statement: each may have hundreds of rings. */
const CAMPAIGNS = 100;

/**
 * Writes a run's rings and campaigns under its id, in parts of moderate size. Each part counts itself on the run in its own transaction:
 * it is written once, also when a commit goes unanswered, and not at all once the run is no longer `running`.
 * `onProgress` gets 0–1. Throws `run-lost` when the run was ended by somebody else meanwhile.
 */
export const writeRings = async (
  graph: Graph,
  run: string,
  { rings, campaigns, hubs }: Pick<DetectionResult, 'rings' | 'campaigns' | 'hubs'>,
  onProgress: (fraction: number) => void,
): Promise<void> => {
  const parts = [
    ...partsOf('detection/stage-rings', rings.map(ringRow)),
    ...partsOf('detection/stage-members', membersOf(rings)),
    ...partsOf('detection/stage-evidence', evidenceOf(rings)),
    ...partsOf('detection/stage-campaigns', campaigns.map(campaignRow), CAMPAIGNS),
    ...partsOf('detection/stage-hubs', hubRows(hubs)),
  ];
  for (const [part, { query, rows }] of parts.entries()) {
    await graph.transaction(async (tx) => {
      const [claim] = await tx.run<{ state: string; staged: number }>(cypher('detection/claim-staging'), { run, part });
      if (claim?.state !== 'running') throw lost();
      if (claim.staged === part) await tx.run(query, { run, rows });
    });
    onProgress((part + 1) / parts.length);
  }
};

/** Ties the rings of the last run to those of this one; part of the switch. */
export const writeLineage = async (
  tx: GraphTransaction,
  run: string,
  previous: string,
  lineage: readonly Succession[],
): Promise<void> => {
  for (const { query, rows } of partsOf('detection/stage-lineage', lineage))
    await tx.run(query, { run, previous, rows });
};

/** Takes a run's rings and campaigns out of the graph, in transactions of at most some 2,000 members. */
export const removeRings = async (graph: Graph, run: string): Promise<void> => {
  const rings = await graph.read<{ id: string; size: number }>(cypher('detection/rings-of-run'), { run });
  let batch: string[] = [];
  let members = 0;
  const remove = async () => {
    if (batch.length > 0) await graph.write(cypher('detection/remove-rings'), { run, rings: batch });
    batch = [];
    members = 0;
  };
  for (const { id, size } of rings) {
    if (size > ROWS) await thin(graph, run, id);
    const left = Math.min(size, ROWS);
    if (members + left > ROWS) await remove();
    batch.push(id);
    members += left;
  }
  await remove();
  for (let removed = ROWS; removed === ROWS; ) {
    const [row] = await graph.write<{ removed: number }>(cypher('detection/remove-campaigns'), { run, limit: ROWS });
    removed = row!.removed;
  }
  await graph.write(cypher('detection/forget-staging'), { run });
};

const thin = async (graph: Graph, run: string, ring: string): Promise<void> => {
  for (let removed = ROWS; removed === ROWS; ) {
    const [row] = await graph.write<{ removed: number }>(cypher('detection/thin-ring'), { run, ring, limit: ROWS });
    removed = row!.removed;
  }
};

/** A cell as its ring keeps it, in order of their numbers, as JSON text; its accounts bear the number. */
type KeptCell = Omit<Ring['cells'][number], 'accounts'> & { readonly size: number };

interface Part {
  readonly query: ReturnType<typeof Cypher>;
  readonly rows: readonly object[];
}

const partsOf = (name: string, rows: readonly object[], most = ROWS): Part[] =>
  Array.from({ length: Math.ceil(rows.length / most) }, (_, i) => ({
    query: cypher(name),
    rows: rows.slice(i * most, (i + 1) * most),
  }));

const ringRow = (ring: Ring) => ({
  id: ring.id,
  score: ring.score,
  size: ring.members.length,
  firstSeen: Math.floor(ring.firstSeen),
  lastSeen: Math.floor(ring.lastSeen),
  requests: Math.round(ring.requests),
  types: [...new Set(ring.evidence.map((evidence) => evidence.type))],
  summary: ring.summary,
  features: JSON.stringify(ring.features),
  cells: ring.cells.length === 0 ? null : JSON.stringify(ring.cells.map(cellKept)),
});

const cellKept = ({ accounts, ...cell }: Ring['cells'][number]): KeptCell => ({ size: accounts.length, ...cell });

const campaignRow = ({ firstSeen, lastSeen, requests, evidence, ...campaign }: Campaign) => ({
  ...campaign,
  firstSeen: Math.floor(firstSeen),
  lastSeen: Math.floor(lastSeen),
  requests: Math.round(requests),
  evidence: JSON.stringify(evidence),
});

const membersOf = (rings: readonly Ring[]) =>
  rings.flatMap((ring) => {
    const cellOf = new Map(
      ring.cells.flatMap(({ accounts }, place) => accounts.map((account) => [account, 1 + place])),
    );
    return ring.members.map(({ account, strength, bits, signals }) => ({
      ...{ ring: ring.id, account, strength, bits, signals },
      cell: cellOf.get(account) ?? null,
    }));
  });

const evidenceOf = (rings: readonly Ring[]) =>
  rings.flatMap((ring) =>
    ring.evidence.map(({ signal, bits, members, accounts }) => ({ ring: ring.id, signal, bits, members, accounts })),
  );

const hubRows = (hubs: DetectionResult['hubs']) =>
  [...hubs]
    .sort((a, b) => b.accounts - a.accounts || (a.signal < b.signal ? -1 : 1))
    .slice(0, MAX_HUBS)
    .map((hub) => ({
      signal: hub.signal,
      class: hub.class,
      accounts: hub.accounts,
      features: JSON.stringify(hub.features),
    }));

const lost = () =>
  new RingfenceError({
    type: 'run-lost',
    detail: 'The run was ended by another instance while it was being written.',
    mend: 'Start it again; if it happens often, raise detection.leaseSeconds.',
  });
