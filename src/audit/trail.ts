import { randomUUID } from 'node:crypto';
import type { AuditEvent, Audited } from '../audited.ts';
import type { GraphTransaction } from '../graph/graph.ts';
import type { Head } from './chain.ts';
import { type AuditEntry, type EntryContent, hashOf } from './entry.ts';
import type { Seals } from './seal.ts';
import type { AuditStore } from './store.ts';

export interface AuditTrail {
  /** Adds an entry in the transaction of the change that it tells of. */
  readonly audited: Audited;
  /** Adds an entry by itself: for what changes nothing in the graph. It is in when this resolves. */
  record(event: AuditEvent): Promise<void>;
}

/** Entries that one transaction adds at most. */
const AT_ONCE = 500;
/** Kept as fingerprints: what belongs to somebody, or may. */
const PERSONAL = new Set(['account', 'signal', 'value']);

interface Waiting {
  readonly id: string;
  readonly event: AuditEvent;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * Writes the trail. Whoever adds holds its lock until the commit, so that instances add one after another and the chain cannot
 * fork; entries that come while one transaction is at work go into the next together. `seals` is null where the service keys
 * are not at hand; accounts are then not named at all.
 */
export const auditTrail = ({
  store,
  seals,
  now,
}: {
  store: AuditStore;
  seals: Seals | null;
  /** Epoch milliseconds. */
  now(): number;
}): AuditTrail => {
  const add = async (tx: GraphTransaction, drafts: readonly Pick<Waiting, 'id' | 'event'>[]): Promise<void> => {
    const { head, known } = await store.lock(
      tx,
      drafts.map(({ id }) => id),
    );
    const fresh = drafts.filter(({ id }) => !known.has(id));
    if (fresh.length === 0) return;
    const subjects = new Map<string, string>();
    const targetOf = ({ kind, id }: AuditEvent['targets'][number]): string => {
      if (!PERSONAL.has(kind)) return `${kind}:${id}`;
      if (seals === null) return `${kind}:`;
      const [ref] = seals.references(kind, id);
      // What somebody looked for may be anything: it can be asked for by its fingerprint, and is kept nowhere.
      if (kind !== 'value') subjects.set(ref, id);
      return ref;
    };
    const entries: AuditEntry[] = [];
    let end: Head = head;
    for (const { id, event } of fresh) {
      const content: EntryContent = {
        seq: end.seq + 1,
        id,
        at: new Date(now()).toISOString(),
        actor: event.actor,
        action: event.action,
        targets: event.targets.map(targetOf),
        before: event.before && mutable(event.before),
        after: event.after && mutable(event.after),
        previous: end.hash,
      };
      const hash = hashOf(content);
      entries.push({ ...content, hash, seal: seals === null ? null : seals.seal(hash) });
      end = { seq: content.seq, hash };
    }
    await store.append(
      tx,
      entries,
      [...subjects].map(([ref, id]) => ({ ref, id })),
    );
  };

  const waiting: Waiting[] = [];
  let atWork = false;
  const work = async (): Promise<void> => {
    atWork = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, AT_ONCE);
      try {
        await store.transaction((tx) => add(tx, group));
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    atWork = false;
  };

  return {
    audited: (tx, id, event) => add(tx, [{ id, event }]),
    record: (event) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ id: randomUUID(), event, resolve, reject });
        if (!atWork) void work();
      }),
  };
};

const mutable = (facts: NonNullable<AuditEvent['after']>): NonNullable<EntryContent['after']> =>
  facts as NonNullable<EntryContent['after']>;
