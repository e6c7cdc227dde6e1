import { randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { type ReopenRule, type RingChange, ringChangeOf, type Successor } from './ring-changes.ts';
import type { CaseEvent } from './rows.ts';
import type { CaseStatus } from './status.ts';
import { appendEvents } from './store.ts';

interface Looking {
  readonly id: string;
  /** The published run, and the one up to which the case has looked. */
  readonly run: string;
  readonly seen: string;
  readonly size: number;
  readonly gone: boolean;
}

/** A case to which something was said. */
export interface Told {
  readonly case: string;
  readonly change: RingChange;
  readonly reopened: boolean;
}

/**
 * What runs do to the rings of cases. A case keeps up to which run it has looked at each of its rings, and that moves in the transaction of what
 * is said: a look that comes again, or from two instances at once, finds nothing to do.
 */
export const watchStore = (graph: Graph, audited: Audited) => ({
  /** Rings whose cases have not looked at the published run. */
  toLookAt: async (limit: number): Promise<string[]> =>
    (await graph.read<{ ring: string }>(cypher('cases/rings-to-look-at'), { limit })).map(({ ring }) => ring),

  look: (ring: string, rule: ReopenRule, by: Actor, at: number): Promise<Told[]> =>
    graph.transaction(async (tx) => {
      const told: Told[] = [];
      for (const looking of await tx.run<Looking>(cypher('cases/cases-of-ring'), { ring })) {
        const news = await lookOnce(tx, ring, looking, rule, by, at);
        if (news === null) continue;
        const { change, reopened } = news;
        const after = { changes: change.kinds, size: change.sizeNow, run: looking.run, reopened };
        const targets = [
          { kind: 'case' as const, id: looking.id },
          { kind: 'ring' as const, id: ring },
        ];
        const event = { actor: by, action: 'noteRingChange', targets, before: { size: change.sizeBefore }, after };
        await audited(tx, randomUUID(), event);
        told.push({ case: looking.id, ...news });
      }
      return told;
    }),
});

const lookOnce = async (
  tx: GraphTransaction,
  ring: string,
  { id, run, seen, size, gone }: Looking,
  rule: ReopenRule,
  by: Actor,
  at: number,
): Promise<Omit<Told, 'case'> | null> => {
  const [row] = await tx.run<{ own: number | null; successors: Successor[] }>(cypher('cases/what-became'), {
    ...{ ring, from: seen, run },
  });
  const { own, successors } = row!;
  const change = ringChangeOf({ id: ring, size, gone }, own, successors, rule);
  const spokenOf = change === null ? { size, gone } : { size: change.sizeNow ?? size, gone: change.sizeNow === null };
  await tx.run(cypher('cases/look-at-ring'), { id, ring, run, ...spokenOf });
  if (change === null) return null;
  const [present] = await tx.run<{ status: CaseStatus; version: number }>(cypher('cases/lock'), { id });
  const { status, version } = present!;
  const reopened = change.reopen && status === 'closed';
  const { kinds, sizeBefore, sizeNow, parts } = change;
  const events: CaseEvent[] = [
    { action: 'ringChanged', facts: { ring, run, changes: kinds, sizeBefore, sizeNow, parts } },
  ];
  for (const target of parts) await tx.run(cypher('cases/link-ring'), { id, target, by: by.name, at });
  if (reopened) {
    await tx.run(cypher('cases/set-status'), { id, status: 'open', outcome: null, at });
    events.push({ action: 'reopened', facts: { ring, changes: kinds } });
  }
  await appendEvents(tx, id, version, { by: by.name, at, events, change: randomUUID() });
  return { change, reopened };
};

export type WatchStore = ReturnType<typeof watchStore>;
