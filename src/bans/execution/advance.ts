import type { GraphTransaction } from '../../graph/graph.ts';
import { type NextStep, nextStep, stopReason } from './canary.ts';
import { type BanOutbox, type BanVerb, messageAccount, sifted } from './messages.ts';
import type { BanPlan } from './plan.ts';
import type { Counts, ExecutionRow, ExecutionStore, InExecution } from './store.ts';

/** Messages of one batch that are unanswered at once: as many as can still be stopped for when something goes wrong. */
const MESSAGES = 16;
/** Whoever asks for accounts gets each at most so often without answering. */
export const MOST_LEASES = 10;
const MINUTE_MS = 60_000;

/** A step of the batch's state that is to be taken now, by the service. */
export interface StepDue {
  readonly action: 'stop' | 'promote' | 'finish' | 'undoDone';
  /** Why it is stopped. */
  readonly reason?: string;
}

export interface Advanced {
  readonly step: StepDue | null;
  /** Messages that were put. */
  readonly messages: number;
  /** Whether it is worth to look again at once. */
  readonly again: boolean;
}

const NOTHING: Advanced = { step: null, messages: 0, again: false };

/**
 * Does what is to be done for a batch now, in one transaction that holds it: of two instances one does it, and what a dead one has begun never
 * was. `appeals`: against its bans so far.
 */
export const advance = (
  store: ExecutionStore,
  outbox: BanOutbox,
  id: string,
  appeals: number,
  now: number,
): Promise<Advanced> =>
  store.transaction(id, async (held, tx) => {
    const row = await held.hold();
    if (row === null || !row.attention || row.plan === null) return NOTHING;
    const plan = JSON.parse(row.plan) as BanPlan;
    const underWay = row.state === 'canary' || row.state === 'running';
    await giveUpLeases(held, row, now);
    if (row.state === 'cancelled') await held.skipPending(null, 'the batch was cancelled');
    const counts = await held.counts();
    if (underWay) {
      const { done = 0, failed = 0 } = counts;
      const since = { done: done - row.baseDone, failed: failed - row.baseFailed, appeals: appeals - row.baseAppeals };
      const limits = { maxErrorShare: plan.limits.errorShare, maxAppealShare: plan.limits.appealShare };
      const reason = stopReason(since, limits);
      if (reason !== null) return { ...NOTHING, step: { action: 'stop', reason } };
    }
    const bans = underWay ? await dispatch(held, tx, outbox, { id, plan, action: 'ban', counts, now }) : NO_MESSAGES;
    const lifts = await dispatch(held, tx, outbox, { id, plan, action: 'lift', counts, now });
    const messages = bans.messages + lifts.messages;
    if (messages + bans.left + lifts.left > 0) return { ...NOTHING, messages, again: messages === 0 };
    return underWay ? go(held, row, plan, counts, now) : end(held, row, counts);
  });

/** What nobody answers for is not known, and is not handed out for ever. */
const giveUpLeases = async (held: InExecution, row: ExecutionRow, now: number): Promise<void> => {
  const over = row.state === 'cancelled' || row.state === 'undoing' || row.state === 'done';
  const expired = await held.expired(now, MOST_LEASES, over);
  const said = { outcome: 'failed', detail: 'nobody answered for it', unsure: true } as const;
  for (const [state, action] of [
    ['sent', 'ban'],
    ['undoSent', 'lift'],
  ] as const) {
    const rows = expired.filter((one) => one.state === state).map(({ id }) => ({ ...said, id }));
    if (rows.length > 0) await held.settle(action, rows, now);
  }
};

const NO_MESSAGES = { messages: 0, left: 0 };

/** Puts messages for what is due, and leaves alone what must not be sent any more; how many of each. */
const dispatch = async (
  held: InExecution,
  tx: GraphTransaction,
  outbox: BanOutbox,
  { id, plan, action, counts, now }: { id: string; plan: BanPlan; action: BanVerb; counts: Counts; now: number },
): Promise<{ messages: number; left: number }> => {
  const { receiver, accountsPerMessage: size } = plan;
  if (receiver === null) return NO_MESSAGES;
  const [from, to] = action === 'ban' ? (['pending', 'sent'] as const) : (['undoing', 'undoSent'] as const);
  const room = MESSAGES * size - (counts[to] ?? 0);
  if (room <= 0) return NO_MESSAGES;
  const { go: goes, stay } = sifted(await held.due(from, now, room), action);
  if (stay.length > 0) await held.move(from, stay);
  const messages = [];
  for (let at = 0; at < goes.length; at += size) {
    const accounts = goes.slice(at, at + size).map((one) => messageAccount(one, action));
    messages.push({
      ...({ topic: 'bans', receiver, type: `bans.${action}`, subject: id } as const),
      data: { batch: id, action, accounts },
    });
  }
  const put = messages.length === 0 ? [] : await outbox.put(tx, messages);
  const moves = put.flatMap(({ index, delivery }) =>
    goes
      .slice(index * size, (index + 1) * size)
      .map((one) => ({ id: one.id, state: to, detail: null, delivery, leaseUntil: null })),
  );
  if (moves.length > 0) await held.move(from, moves);
  return { messages: messages.length, left: stay.length };
};

const go = async (
  held: InExecution,
  row: ExecutionRow,
  plan: BanPlan,
  counts: Counts,
  now: number,
): Promise<Advanced> => {
  const [wave, lastWave] = [row.wave ?? 0, row.lastWave ?? 0];
  const { waiting, unanswered } = { waiting: await held.waiting(), unanswered: counts.sent ?? 0 };
  const state = { wave, lastWave, waiting, unanswered, startedAt: row.waveAt ?? now, quietSince: row.quietSince };
  const times = { holdMs: plan.canary.holdMinutes * MINUTE_MS, betweenMs: plan.waves.minutesBetween * MINUTE_MS };
  const next: NextStep = nextStep(state, times, now);
  switch (next.kind) {
    case 'wait':
      return NOTHING;
    case 'hold':
      await held.setQuiet(now);
      return { ...NOTHING, again: true };
    case 'nextWave':
      await held.beginWave(wave + 1, now);
      return { ...NOTHING, again: true };
    default:
      return { ...NOTHING, step: { action: next.kind } };
  }
};

/** What is over is looked at no more. */
const end = async (held: InExecution, { state }: ExecutionRow, counts: Counts): Promise<Advanced> => {
  const { pending = 0, sent = 0, undoing = 0, undoSent = 0 } = counts;
  const open = sent + undoing + undoSent;
  if (state === 'undoing' && open + pending === 0) return { ...NOTHING, step: { action: 'undoDone' } };
  const over = state === 'done' || state === 'undone' || state === 'cancelled';
  if (over && open === 0) await held.setAttention(false);
  return NOTHING;
};
