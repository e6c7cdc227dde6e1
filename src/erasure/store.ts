import { randomUUID } from 'node:crypto';
import type { Actor, AuditEvent, Audited } from '../audited.ts';
import { type Forgetter, type Forgotten, type ForgottenAccount, withoutNames } from '../forgetter.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { leaveEvidenceTexts } from './evidence-texts.ts';

/** How much of what went, by room. */
export type Gone = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What is said of an erasure, on the stone of each account. `at` is epoch ms. */
export interface Said {
  readonly code: string;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

export interface Erasure {
  /** Accounts that were in the graph; an account may be known in other rooms alone. */
  readonly found: number;
  /** When the first of them was first seen, epoch ms; null where none was. */
  readonly firstSeen: number | null;
  readonly gone: Gone;
  /** Why accounts should stay, by account. */
  readonly holds: ReadonlyMap<string, string>;
}

interface Unshown {
  readonly key: string;
  /** Address ranges that it lies in. */
  readonly prefixes: readonly string[];
}

export interface TombstoneRow {
  readonly ref: string;
  readonly at: number;
  readonly code: string;
  readonly reason: string;
  readonly by: string;
  readonly times: number;
  /** JSON text; null where it was one of many. */
  readonly gone: string | null;
}

export interface ErasureOptions {
  readonly graph: Graph;
  readonly audited: Audited;
  /** Relationship types of observations. */
  readonly relationships: readonly string[];
  /** Every room that keeps something of accounts. */
  readonly forgetters: readonly Forgetter[];
  /** What an account is known by in the trail, under the key of today first. */
  references(account: string): readonly [string, ...string[]];
  /** The value of a signal, where it is kept in clear. */
  clearValue(key: string): string | null;
}

/** Accounts read in one page, and erased in one transaction. */
const PAGE = 5_000;
const AT_ONCE = 100;

/** Erases accounts: all or nothing, in one transaction, from every room. */
export const erasureStore = ({ graph, audited, relationships, forgetters, references, clearValue }: ErasureOptions) => {
  const along = { RELATIONSHIPS: relationships };

  const holdsOf = async (tx: GraphTransaction, accounts: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const holds = new Map<string, string>();
    for (const { holds: ask } of forgetters) {
      for (const [account, why] of (await ask?.(tx, accounts)) ?? []) {
        const others = holds.get(account);
        holds.set(account, others === undefined ? why : `${others}; ${why}`);
      }
    }
    return holds;
  };

  const findUnshown = async (tx: GraphTransaction, keys: readonly string[]): Promise<Unshown[]> =>
    keys.length === 0 ? [] : tx.run(cypher('erasure/find-unshown', along), { keys });

  /** With their prefixes, and where campaigns and cells name them. */
  const removeSignals = async (tx: GraphTransaction, unshown: readonly Unshown[]): Promise<void> => {
    if (unshown.length === 0) return;
    const keys = unshown.map(({ key }) => key);
    await tx.run(cypher('erasure/remove-signals'), { keys });
    const prefixes = [...new Set(unshown.flatMap((row) => row.prefixes))].sort();
    if (prefixes.length > 0) await tx.run(cypher('erasure/remove-prefixes'), { prefixes });
    await leaveEvidenceTexts(tx, keys);
  };

  /**
   * In this transaction; the locks come first, so that no chunk of ingest writes to them meanwhile. Rooms are asked while the nodes are still
   * there, by which they find what is theirs.
   */
  const erase = async (tx: GraphTransaction, ids: readonly string[]): Promise<Omit<Erasure, 'holds'> & Forgotten> => {
    const sorted = [...ids].sort();
    const accounts = sorted.map((id): ForgottenAccount => ({ id, ref: references(id)[0] }));
    const asked = { accounts: sorted };
    const locked = await tx.run<{ id: string; firstSeen: number | null }>(cypher('erasure/lock-accounts'), asked);
    const shown = await tx.run<{ key: string; observations: number }>(cypher('erasure/shown', along), asked);
    const [rings] = await tx.run<{ memberships: number; published: boolean }>(cypher('erasure/leave-rings'), asked);
    await tx.run(cypher('erasure/remove-observations', along), asked);
    const unshown = await findUnshown(tx, [...new Set(shown.map(({ key }) => key))].sort());
    const signals = unshown.map(({ key }) => key);
    if (rings?.published || signals.length > 0) await tx.run(cypher('erasure/note-published'));
    const gone: Record<string, Readonly<Record<string, number>>> = {
      graph: {
        accounts: locked.length,
        observations: shown.reduce((sum, { observations }) => sum + observations, 0),
        signals: signals.length,
        memberships: rings?.memberships ?? 0,
      },
    };
    const names = [...sorted, ...signals, ...signals.flatMap((key) => clearValue(key) ?? [])].sort(longerFirst);
    for (const { room, forget } of forgetters) gone[room] = await forget(tx, { accounts, signals, names });
    await removeSignals(tx, unshown);
    await tx.run(cypher('erasure/remove-accounts'), asked);
    const seen = locked.flatMap(({ firstSeen }) => (firstSeen === null ? [] : [firstSeen]));
    return {
      accounts,
      signals,
      names,
      found: locked.length,
      firstSeen: seen.length === 0 ? null : Math.min(...seen),
      gone,
    };
  };

  /** `gone` with what somebody asked for; null for one of many that a job erases. */
  const bury = async (
    tx: GraphTransaction,
    accounts: readonly ForgottenAccount[],
    { at, code, reason, by }: Said,
    gone: Gone | null,
  ): Promise<void> => {
    const rows = accounts.map(({ ref }) => ({ ref, gone: gone && JSON.stringify(gone) }));
    await tx.run(cypher('erasure/bury'), { rows, at, code, reason, by, written: gone !== null });
  };

  return {
    holdsOf,

    /** Of these signals, those that nobody shows any more go; how many. */
    async removeUnshown(tx: GraphTransaction, keys: readonly string[]): Promise<number> {
      const unshown = await findUnshown(tx, keys);
      await removeSignals(tx, unshown);
      return unshown.length;
    },

    /** What would go, told by doing it and rolling it back: so a preview cannot say anything else than what happens. */
    async preview(account: string): Promise<Erasure> {
      const undone = new Undone();
      await graph
        .transaction(async (tx) => {
          const holds = await holdsOf(tx, [account]);
          const { found, firstSeen, gone } = await erase(tx, [account]);
          undone.told = { found, firstSeen, gone, holds };
          throw undone;
        })
        .catch((error: unknown) => {
          if (error !== undone) throw error;
        });
      return undone.told!;
    },

    /** `allowed` is asked in the transaction, and throws where it may not be; then nothing is done. */
    erase(
      account: string,
      said: Said,
      event: Omit<AuditEvent, 'targets' | 'before' | 'after'>,
      allowed: (erasure: Erasure) => void,
    ): Promise<Erasure> {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const holds = await holdsOf(tx, [account]);
        const { accounts, names, found, firstSeen, gone } = await erase(tx, [account]);
        const erasure = { found, firstSeen, gone, holds };
        allowed(erasure);
        await bury(tx, accounts, { ...said, reason: withoutNames(said.reason, names) }, gone);
        const after = { code: said.code, held: holds.get(account) ?? null, gone: spoken(gone) };
        const targets = [{ kind: 'account' as const, id: account }];
        await audited(tx, entry, { ...event, targets, before: null, after });
        return erasure;
      });
    },

    /** Several in a transaction that somebody else has begun, and records. */
    async eraseAll(tx: GraphTransaction, ids: readonly string[], said: Said): Promise<Gone> {
      const { accounts, gone } = await erase(tx, ids);
      await bury(tx, accounts, said, null);
      return gone;
    },

    /**
     * Erases again, of what a restored backup brought back, the accounts that were erased since it was made: `erasures` has the fingerprint
     * of each and when it was. One that was first seen later began anew, and stays. How many there were.
     */
    async again(erasures: ReadonlyMap<string, number>, said: Said, actor: Actor): Promise<number> {
      let erased = 0;
      for (let after = ''; ; ) {
        const page = await graph.read<{ id: string; firstSeen: number }>(cypher('erasure/account-page'), {
          after,
          limit: PAGE,
        });
        const back = page.filter(({ id, firstSeen }) =>
          references(id).some((ref) => firstSeen <= (erasures.get(ref) ?? Number.NEGATIVE_INFINITY)),
        );
        for (let i = 0; i < back.length; i += AT_ONCE) {
          const entry = randomUUID();
          const ids = back.slice(i, i + AT_ONCE).map(({ id }) => id);
          await graph.transaction(async (tx) => {
            const { accounts, gone } = await erase(tx, ids);
            await bury(tx, accounts, said, null);
            const targets = ids.map((id) => ({ kind: 'account' as const, id }));
            const after = { code: said.code, gone: spoken(gone) };
            await audited(tx, entry, { actor, action: 'eraseAgain', targets, before: null, after });
          });
          erased += ids.length;
        }
        if (page.length < PAGE) return erased;
        after = page.at(-1)!.id;
      }
    },

    tombstones: (
      refs: readonly string[],
      place: { before: number; beforeRef: string },
      limit: number,
    ): Promise<TombstoneRow[]> => graph.read(cypher('erasure/tombstones'), { refs, ...place, limit }),
  };
};

const longerFirst = (a: string, b: string): number => b.length - a.length;

export type ErasureStore = ReturnType<typeof erasureStore>;

/** Thrown at the end of a preview, so that nothing of it stays. */
class Undone extends Error {
  told: Erasure | undefined;
}

/** `graph: 1 accounts, 12 observations`, for the audit trail: rooms in which nothing was are left out. */
const spoken = (gone: Gone): string[] =>
  Object.entries(gone).flatMap(([room, things]) => {
    const told = Object.entries(things).filter(([, count]) => count > 0);
    return told.length === 0 ? [] : [`${room}: ${told.map(([what, count]) => `${count} ${what}`).join(', ')}`];
  });
