import { RingfenceError } from '../../errors.ts';
import { rfc3339OrNull } from '../../fields.ts';
import { type Asked, digestOf, noSuchBatch, requireAll, type Tagged, type TakeStep } from '../batch/asked.ts';
import { ITEM_STATES, type ItemState } from '../batch/item-states.ts';
import type { StepTaken } from '../batch/store.ts';
import type { BanPlan } from './plan.ts';
import type { Progress } from './progress-schema.ts';
import type { ExecutionStore, InExecution } from './store.ts';
import { planWaves } from './waves.ts';

const MINUTE_MS = 60_000;

/** The steps by which people carry a batch out, hold it and undo it. What happens between them is `executor.ts`. */
export const executionService = ({
  store,
  step,
  isReceiver,
  appeals,
  wake,
  seed,
  now,
}: {
  store: ExecutionStore;
  readonly step: TakeStep;
  /** Whether there is such a receiver, and it was not withdrawn. */
  isReceiver(id: string): Promise<boolean>;
  /** Appeals against the bans of a batch. */
  appeals(batch: string): Promise<number>;
  /** Tells the executor that there is something to do. */
  wake(): void;
  /** A text that nobody can guess. */
  seed(): string;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const woken = async (taken: Promise<Tagged>): Promise<Tagged> => {
    const tagged = await taken;
    wake();
    return tagged;
  };

  const within =
    (work: (held: InExecution) => ReturnType<Work>): Work =>
    (tx, { id }) =>
      work(store.within(tx.graph, id));
  const setHeld = (held: boolean): Work =>
    within(async (items) => {
      await items.setHeld(held, now());
      return {};
    });

  return {
    /** Begins with the canary. Throws as steps do, and `invalid-request` for a receiver that is none. */
    start: async (asked: Asked, plan: BanPlan): Promise<Tagged> => {
      const { receiver, canary, waves, delayMinutes } = plan;
      if (receiver !== null && !(await isReceiver(receiver))) throw noReceiver();
      const work = within(async (held) => {
        const drawn = seed();
        const placed = planWaves(
          await held.plannedItems(),
          {
            canaryShare: canary.share,
            canaryAtLeast: canary.atLeast,
            size: waves.size,
            perMinute: waves.perMinute,
            delayMs: [delayMinutes.least * MINUTE_MS, delayMinutes.most * MINUTE_MS],
          },
          drawn,
          now(),
        );
        const lastWave = placed.reduce((last, { wave }) => Math.max(last, wave), 0);
        await held.place(placed);
        await held.begin({ plan: JSON.stringify(plan), seed: drawn, receiver, lastWave, at: now() });
        await held.beginWave(0, now());
        const inCanary = placed.filter(({ wave }) => wave === 0).length;
        return { facts: { receiver, accounts: placed.length, canary: inCanary, waves: lastWave + 1 } };
      });
      return woken(step(asked, { action: 'start', operation: 'startBanBatch', work }));
    },

    pause: (asked: Asked): Promise<Tagged> =>
      step(asked, { action: 'pause', operation: 'pauseBanBatch', work: setHeld(true) }),

    resume: (asked: Asked): Promise<Tagged> =>
      woken(step(asked, { action: 'resume', operation: 'resumeBanBatch', work: setHeld(false) })),

    /** Goes on after the service stopped it, by an approver who had no hand in it. What came before does not count for its limits any more. */
    release: async (asked: Asked, { reason }: { readonly reason: string }): Promise<Tagged> => {
      const appealed = await appeals(asked.id);
      const work = within(async (held) => {
        const { done = 0, failed = 0 } = await held.counts();
        await held.setBase({ done, failed, appeals: appealed });
        await held.setHeld(false, now());
        return { more: { problem: null }, facts: { reason: digestOf(reason) } };
      });
      return woken(step(asked, { action: 'release', operation: 'releaseBanBatch', work }));
    },

    /** Lets all of its accounts go, or those that are listed. Throws as steps do, and `invalid-request` for accounts that it does not list. */
    undo: async (
      asked: Asked,
      { accounts, reason }: { readonly accounts: readonly string[] | null; readonly reason: string },
    ): Promise<Tagged> => {
      const work = within(async (held) => {
        if (accounts !== null) {
          requireAll(accounts, await held.known(accounts), { one: 'is not on the list', many: 'are not on the list' });
        }
        const skipped = await held.skipPending(accounts, 'it was undone before it was sent');
        const undone = await held.undo(accounts, now());
        await held.setAttention(true);
        return { facts: { reason: digestOf(reason), undone, skipped } };
      });
      const action = accounts === null ? 'undo' : 'undoPart';
      return woken(step(asked, { action, operation: 'undoBanBatch', work }));
    },

    /** Throws `not-found`. */
    progress: async (id: string): Promise<Progress> => {
      const row = await store.get(id);
      if (row === null) throw noSuchBatch();
      const rows = await store.progress(id);
      const byWave = Map.groupBy(rows, ({ wave }) => wave);
      return {
        ...{ state: row.state, phase: row.phase, wave: row.wave, lastWave: row.lastWave, problem: row.problem },
        startedAt: rfc3339OrNull(row.startedAt),
        waveAt: rfc3339OrNull(row.waveAt),
        quietSince: rfc3339OrNull(row.quietSince),
        plan: row.plan === null ? null : (JSON.parse(row.plan) as BanPlan),
        accounts: countsOf(rows),
        waves: [...byWave]
          .flatMap(([wave, of]) => (wave === null ? [] : [{ wave, accounts: countsOf(of) }]))
          .sort((a, b) => a.wave - b.wave),
      };
    },
  };
};

type Work = NonNullable<StepTaken['work']>;

export type ExecutionService = ReturnType<typeof executionService>;

const countsOf = (rows: readonly { readonly state: ItemState; readonly count: number }[]) => {
  const counts = Object.fromEntries(ITEM_STATES.map((state) => [state, 0])) as Record<ItemState, number>;
  for (const { state, count } of rows) counts[state] += count;
  return counts;
};

const noReceiver = (): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'GET /v1/receivers lists them; null is for whoever asks.',
    extra: { problems: [{ in: 'body', pointer: '/receiver', reason: 'is no receiver, or was withdrawn' }] },
  });
