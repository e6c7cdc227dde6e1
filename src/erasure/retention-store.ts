import { randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { jobIn, lockJob, setJob } from './job-store.ts';
import { advanced, beginJob, ended, isMine, type Job, letGo, type Tally } from './retention-job.ts';
import { type Cutoffs, dueOf, type LookedAt } from './retention-rules.ts';
import type { ErasureStore, Said } from './store.ts';

/** Accounts looked at in one transaction, and runs removed in one. */
const PAGE = 500;
const RUNS = 100;
const NOTHING = { accounts: 0, observations: 0, signals: 0, runs: 0, held: 0 };

/** The job in the graph: each page goes in one transaction with the place that it reached, so that none is done twice. */
export const retentionStore = (
  graph: Graph,
  { erasure, relationships, audited }: { erasure: ErasureStore; relationships: readonly string[]; audited: Audited },
) => {
  const along = { RELATIONSHIPS: relationships };

  /** Old observations of these accounts, and the signals that nobody shows any more. */
  const removeOld = async (tx: GraphTransaction, accounts: readonly string[], before: Cutoffs['before']) => {
    if (accounts.length === 0) return { observations: 0, signals: 0 };
    await tx.run(cypher('erasure/lock-accounts'), { accounts });
    const asked = { accounts, before };
    const rows = await tx.run<{ key: string; observations: number }>(cypher('erasure/remove-old', along), asked);
    const signals = await erasure.removeUnshown(
      tx,
      rows.map(({ key }) => key),
    );
    return { observations: rows.reduce((sum, { observations }) => sum + observations, 0), signals };
  };

  const carryOut = async (
    tx: GraphTransaction,
    due: { readonly accounts: readonly string[]; readonly aged: readonly string[] },
    before: Cutoffs['before'],
    at: number,
  ): Promise<Omit<Tally, 'looked' | 'held'>> => {
    const old = await removeOld(tx, due.aged, before);
    if (due.accounts.length === 0) return { ...NOTHING, observations: old.observations, signals: old.signals };
    const gone = (await erasure.eraseAll(tx, due.accounts, { ...SAID, at }))['graph']!;
    return {
      accounts: gone['accounts']!,
      observations: old.observations + gone['observations']!,
      signals: old.signals + gone['signals']!,
      runs: 0,
    };
  };

  const removeRuns = async (tx: GraphTransaction, before: number): Promise<number> => {
    const [row] = await tx.run<{ removed: number }>(cypher('erasure/remove-runs'), { before, limit: RUNS });
    return row?.removed ?? 0;
  };

  return {
    job: async (): Promise<Job | null> => jobIn(await graph.read(cypher('erasure/job'))),

    /** Null where another is at work. */
    begin(asked: { holder: string; dryRun: boolean; now: number }, actor: Actor): Promise<Job | null> {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const job = beginJob(await lockJob(tx), asked);
        if (job === null) return null;
        await setJob(tx, job, asked.now);
        const facts = { before: null, after: { dryRun: job.dryRun, resumed: job.after !== '' } };
        await audited(tx, entry, { ...facts, actor, action: 'startRetention', targets: [] });
        return job;
      });
    },

    /** A page further; null where another has taken the place. */
    page(
      mine: Job,
      { before, unseenBefore, runsBefore }: Cutoffs,
      { actor, now }: { actor: Actor; now: number },
    ): Promise<Job | null> {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const present = await lockJob(tx);
        if (present === null || !isMine(present, mine)) return null;
        const { after } = present;
        const asked = { after, unseenBefore, before, limit: PAGE };
        const page = await tx.run<LookedAt>(cypher('erasure/retention-page', along), asked);
        const touched = page.filter(({ unseen, old }) => unseen || old > 0).map(({ id }) => id);
        const holds = await erasure.holdsOf(tx, touched);
        const due = dueOf(page, (id) => holds.has(id));
        // The last that stays: those behind it go, and a place that named one of them would keep its name.
        const goes = new Set(present.dryRun ? [] : due.accounts);
        const last = page.findLast(({ id }) => !goes.has(id))?.id ?? after;
        const reached = { looked: page.length, held: due.held.length, after: last };
        const done = present.dryRun
          ? { ...NOTHING, ...wouldGo(page, due.accounts, due.aged) }
          : await carryOut(tx, due, before, now);
        const isLast = page.length < PAGE;
        const runs = isLast && !present.dryRun ? await removeRuns(tx, runsBefore) : 0;
        const further = advanced(present, { ...done, ...reached, runs }, now);
        await setJob(tx, isLast && runs < RUNS ? ended(further, now) : further, now);
        if (due.accounts.length + done.observations + runs > 0 && !present.dryRun) {
          const { accounts, observations, signals } = done;
          const targets = due.accounts.map((id) => ({ kind: 'account' as const, id }));
          const facts = { before: null, after: { accounts, observations, signals, runs } };
          await audited(tx, entry, { ...facts, actor, action: 'applyRetention', targets });
        }
        return isLast && runs < RUNS ? ended(further, now) : further;
      });
    },

    /** Gives up the place in the middle. */
    async letGo(mine: Job, now: number): Promise<void> {
      await graph.transaction(async (tx) => {
        const present = await lockJob(tx);
        if (present !== null && isMine(present, mine)) await setJob(tx, letGo(present, now), now);
      });
    },
  };
};

export type RetentionStore = ReturnType<typeof retentionStore>;

const SAID: Omit<Said, 'at'> = {
  code: 'retention',
  reason: 'not seen for so long as retention.accountsUnseenDays says',
  by: 'retention',
};

/** Observations of accounts that would go wholly are not counted one by one. */
const wouldGo = (page: readonly LookedAt[], accounts: readonly string[], aged: readonly string[]) => {
  const losing = new Set(aged);
  return {
    accounts: accounts.length,
    observations: page.filter(({ id }) => losing.has(id)).reduce((sum, { old }) => sum + old, 0),
  };
};
