import { randomUUID } from 'node:crypto';
import type { Actor, AuditEvent, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { caseChanged, caseMerged, caseOpen, noCase, noTarget, notInto, notLinked, tooManyLinks } from './refusals.ts';
import {
  type Before,
  type CaseEvent,
  type CaseFilter,
  type DetailRow,
  type EventRow,
  type LinkRow,
  type ListedRow,
  type NewSnapshot,
  type NoteRow,
  refOf,
  type SaidRow,
  type SnapshotRow,
  type Subject,
} from './rows.ts';
import { type CaseOutcome, type CaseStatus, UNFINISHED } from './status.ts';

/** Links of one case: it is shown with all of them. */
const MOST_LINKS = 500;

const LINK = { ring: 'cases/link-ring', account: 'cases/link-account', signal: 'cases/link-signal' };

/** A change of one case: what happened, who did it, and when. */
export interface CaseChange {
  readonly id: string;
  /** The version that it was decided on; null where nothing of another's can be lost by it. */
  readonly version: number | null;
  readonly by: Actor;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly events: readonly CaseEvent[];
  readonly audit: AuditEvent;
}

interface LockedRow {
  readonly status: CaseStatus;
  readonly version: number;
  readonly change: string | null;
  readonly into: string | null;
}

/** The history of one case grows in the transactions of what it tells of. Needs the case's lock. */
export const appendEvents = (
  tx: GraphTransaction,
  id: string,
  version: number,
  { by, at, events, change }: { by: string; at: number; events: readonly CaseEvent[]; change: string },
): Promise<unknown> =>
  tx.run(cypher('cases/append'), {
    ...{ id, by, at, change, version: version + events.length },
    rows: events.map(({ action, facts }, i) => ({ seq: version + 1 + i, action, facts: JSON.stringify(facts) })),
  });

/**
 * Cases in Neo4j. Whoever changes one holds its lock until the commit; a try that comes again because its commit went unanswered is known by
 * the id of its change and does nothing.
 */
export const casesStore = (graph: Graph, audited: Audited) => {
  const lock = async (tx: GraphTransaction, id: string): Promise<LockedRow> => {
    const [row] = await tx.run<LockedRow>(cypher('cases/lock'), { id });
    if (row === undefined) throw noCase();
    return row;
  };

  /** A change in the transaction of somebody else, or in one of its own; false where an earlier try did it. Throws what the refusals say. */
  const changing = (change: CaseChange, work: (tx: GraphTransaction) => Promise<unknown>) => {
    const { id, version, by, at, events, audit } = change;
    const tag = randomUUID();
    return async (tx: GraphTransaction): Promise<boolean> => {
      const present = await lock(tx, id);
      if (present.change === tag) return false;
      if (present.status === 'merged') throw caseMerged(present.into!);
      if (version !== null && version !== present.version) throw caseChanged();
      await work(tx);
      await appendEvents(tx, id, present.version, { by: by.name, at, events, change: tag });
      await audited(tx, tag, audit);
      return true;
    };
  };
  const change = async (spec: CaseChange, work: (tx: GraphTransaction) => Promise<unknown>): Promise<void> => {
    await graph.transaction(changing(spec, work));
  };

  const linkIn = async (tx: GraphTransaction, { id, by, at }: CaseChange, subject: Subject): Promise<void> => {
    const parameters = { id, target: subject.target, by: by.name, at };
    const rows = await tx.run(cypher(LINK[subject.kind]), parameters);
    if (rows.length === 0) throw noTarget(subject.kind);
  };

  return {
    get: async (id: string): Promise<DetailRow> => {
      const [row] = await graph.read<DetailRow>(cypher('cases/get'), { id });
      if (row === undefined) throw noCase();
      return row;
    },
    list: (filter: CaseFilter, after: readonly [number, string] | null, limit: number): Promise<ListedRow[]> =>
      graph.read(cypher('cases/list'), { ...filter, after: after?.[0] ?? null, afterId: after?.[1] ?? '', limit }),
    links: (id: string): Promise<LinkRow[]> => graph.read(cypher('cases/links'), { id }),
    history: (id: string, before: number, limit: number): Promise<EventRow[]> =>
      graph.read(cypher('cases/history'), { id, before, limit }),
    notes: (id: string, place: Before, limit: number): Promise<NoteRow[]> =>
      graph.read(cypher('cases/notes'), { id, ...place, limit }),
    snapshots: (id: string, place: Before, limit: number): Promise<SnapshotRow[]> =>
      graph.read(cypher('cases/snapshots'), { id, ...place, limit }),
    snapshot: async (
      id: string,
      snapshot: string,
    ): Promise<(SnapshotRow & { content: string; rehash: string | null }) | null> =>
      (
        await graph.read<SnapshotRow & { content: string; rehash: string | null }>(cypher('cases/snapshot'), {
          id,
          snapshot,
        })
      )[0] ?? null,

    /** Throws `case-open` where an unfinished case is about the same, unless `evenIfOpen`; `not-found` for what is not there. */
    open: (spec: CaseChange, said: SaidRow, subject: Subject, evenIfOpen: boolean): Promise<void> => {
      const { id, by, at } = spec;
      const tag = randomUUID();
      return graph.transaction(async (tx) => {
        const asked = { id, ref: refOf(subject), kind: subject.kind, subject: subject.target, unfinished: UNFINISHED };
        const [other] = await tx.run<{ id: string }>(cypher('cases/open-of-subject'), asked);
        if (other !== undefined && !evenIfOpen) throw caseOpen(subject.kind, other.id);
        await tx.run(cypher('cases/create'), { id, case: { ...said, by: by.name }, at });
        if ((await lock(tx, id)).change === tag) return;
        await linkIn(tx, spec, subject);
        await appendEvents(tx, id, 0, { by: by.name, at, events: spec.events, change: tag });
        await audited(tx, tag, spec.audit);
      });
    },

    change: (spec: CaseChange, said: SaidRow): Promise<void> =>
      change(spec, (tx) => tx.run(cypher('cases/change'), { id: spec.id, said })),

    setStatus: (spec: CaseChange, status: CaseStatus, outcome: CaseOutcome | null): Promise<void> =>
      change(spec, async (tx) => {
        await tx.run(cypher('cases/set-status'), { id: spec.id, status, outcome, at: spec.at });
        if (status === 'closed') await tx.run(cypher('cases/speak-of-rings'), { id: spec.id });
      }),

    addNote: (spec: CaseChange, note: string, text: string): Promise<void> =>
      change(spec, (tx) =>
        tx.run(cypher('cases/add-note'), { id: spec.id, note, text, by: spec.by.name, at: spec.at }),
      ),

    /** Whether it was linked before is for the caller to ask; a link that is there stays as it is. */
    link: (spec: CaseChange, subject: Subject): Promise<void> =>
      change(spec, async (tx) => {
        const [there] = await tx.run<{ links: number }>(cypher('cases/is-linked'), {
          id: spec.id,
          ref: refOf(subject),
        });
        if (there!.links >= MOST_LINKS) throw tooManyLinks(MOST_LINKS);
        await linkIn(tx, spec, subject);
      }),

    isLinked: async (id: string, subject: Subject): Promise<boolean> =>
      (await graph.read<{ linked: boolean }>(cypher('cases/is-linked'), { id, ref: refOf(subject) }))[0]?.linked ??
      false,

    unlink: (spec: CaseChange, subject: Subject): Promise<void> =>
      change(spec, async (tx) => {
        const gone = await tx.run(cypher('cases/unlink'), { id: spec.id, ref: refOf(subject) });
        if (gone.length === 0) throw notLinked();
      }),

    addSnapshot: (spec: CaseChange, snapshot: NewSnapshot): Promise<void> =>
      change(spec, (tx) => tx.run(cypher('cases/add-snapshot'), { id: spec.id, snapshot, at: spec.at })),

    /** What a decision on one of its rings adds, in the transaction of the decision. */
    decided: (spec: CaseChange) => {
      const work = changing(spec, (tx) => tx.run(cypher('cases/speak-of-rings'), { id: spec.id }));
      return async (tx: GraphTransaction): Promise<void> => void (await work(tx));
    },

    /** Throws `illegal-transition` where the other is not at work. */
    merge: (spec: CaseChange, into: string, taken: CaseEvent): Promise<void> => {
      const work = changing(spec, (tx) => tx.run(cypher('cases/merge'), { id: spec.id, into }));
      return graph.transaction(async (tx) => {
        // Both in one order, so that two who merge a pair either way do not wait for each other.
        for (const id of [spec.id, into].sort()) await lock(tx, id);
        const other = await lock(tx, into);
        if (!UNFINISHED.includes(other.status)) throw notInto(other.status);
        if (!(await work(tx))) return;
        const { by, at } = spec;
        await appendEvents(tx, into, other.version, { by: by.name, at, events: [taken], change: randomUUID() });
      });
    },
  };
};

export type CasesStore = ReturnType<typeof casesStore>;
