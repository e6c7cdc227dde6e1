import type { Logger } from 'pino';
import { repeat } from '../repeat.ts';
import type { DeliveryMetrics } from './metrics.ts';
import { type RetryRule, verdictOf } from './retry.ts';
import type { Sent } from './send.ts';
import type { Claimed, DeliveriesStore } from './store.ts';
import { messageOf, type Outcome, type TopicOwners } from './topics.ts';

/** How often the outbox is looked at where nobody says that something was put, ms. */
const POLL_MS = 1_000;
/** A lease outlives the longest attempt by this much, for writing down what came of it, ms. */
const LEASE_MARGIN_MS = 10_000;
const HOUR_MS = 3_600_000;
const FORGET_AT_ONCE = 5_000;

/**
 * Sends what is due. An instance takes deliveries by moving their time ahead (a lease): if it dies they are due again, and whoever took one
 * last alone may write what came of it. So a message is sent at least once, and settled exactly once.
 */
export const sender = ({
  store,
  send,
  owners,
  rule,
  inFlight,
  longestMs,
  rememberMs,
  graceMs,
  metrics,
  log,
  now,
  random,
}: {
  store: DeliveriesStore;
  send(taken: Claimed, signal: AbortSignal): Promise<Sent>;
  owners: TopicOwners;
  rule: RetryRule;
  /** Deliveries at work at once. */
  inFlight: number;
  /** No attempt takes longer. */
  longestMs: number;
  /** How long those that came out well are kept. */
  rememberMs: number;
  /** How long attempts under way may go on when it is closed. */
  graceMs: number;
  metrics: DeliveryMetrics;
  log: Logger;
  now(): number;
  /** In [0, 1). */
  random(): number;
}) => {
  const perReceiver = Math.max(1, Math.ceil(inFlight / 2));
  const atWork = new Map<Promise<void>, string>();
  const cut = new AbortController();
  let forgottenAt = Number.NEGATIVE_INFINITY;

  const settle = async (taken: Claimed, { attempt, answer }: Sent, began: number): Promise<void> => {
    const verdict = verdictOf(attempt, taken.attempts, rule, random());
    const { state, status, problem } = verdict;
    const at = now();
    const nextAt = verdict.state === 'pending' ? at + verdict.waitMs : null;
    const outcome: Outcome | null =
      verdict.state === 'delivered'
        ? { state: 'delivered', answer }
        : verdict.state === 'dead'
          ? { state: 'dead', problem: verdict.problem }
          : null;
    const settled = await store.settle(taken.id, taken.claim, { state, status, problem, nextAt, at }, async (tx) => {
      if (outcome !== null) await owners[taken.topic]?.onSettled(tx, messageOf(taken), outcome);
    });
    if (!settled) return log.info({ delivery: taken.id }, 'delivery was taken by another instance meanwhile');
    metrics.attempted(state === 'pending' ? 'retried' : state, (performance.now() - began) / 1000);
    if (problem !== null)
      log.warn(
        { delivery: taken.id, receiver: taken.receiver, attempts: taken.attempts, problem, state },
        'delivery failed',
      );
  };

  const deliver = async (taken: Claimed): Promise<void> => {
    const began = performance.now();
    const sent = await send(taken, cut.signal);
    // Stopped by us: that says nothing of the receiver, and another instance shall not wait for the lease.
    if (cut.signal.aborted && sent.answer === null && sent.attempt.kind === 'failed')
      return store.giveBack(taken.id, taken.claim, now());
    await settle(taken, sent, began);
  };

  const begin = (taken: Claimed): void => {
    const work = deliver(taken)
      // The lease runs out and it is sent again: the receiver knows it by its id.
      .catch((error: unknown) => log.error({ err: error, delivery: taken.id }, 'delivery was not settled'))
      .finally(() => {
        atWork.delete(work);
        metrics.atWork(atWork.size);
        rounds.wake();
      });
    atWork.set(work, taken.receiver);
    metrics.atWork(atWork.size);
  };

  const claim = async (): Promise<number> => {
    const most = inFlight - atWork.size;
    if (most <= 0) return 0;
    const busy: Record<string, number> = {};
    for (const receiver of atWork.values()) busy[receiver] = (busy[receiver] ?? 0) + 1;
    const taken = await store.claim({
      now: now(),
      until: now() + longestMs + LEASE_MARGIN_MS,
      most,
      perReceiver,
      busy,
    });
    for (const each of taken) begin(each);
    return taken.length;
  };

  const forget = async (): Promise<void> => {
    if (now() - forgottenAt < HOUR_MS) return;
    forgottenAt = now();
    while (!rounds.signal.aborted && (await store.forget(now() - rememberMs, FORGET_AT_ONCE)) > 0);
  };

  let away = false;
  const rounds = repeat({
    work: async () => {
      await claim();
      await forget();
      away = false;
    },
    everyMs: POLL_MS,
    onError: (error) => {
      if (!away) log.warn({ type: (error as { type?: unknown }).type }, 'the outbox cannot be read now');
      away = true;
    },
  });

  return {
    /** Looks at the outbox at once. */
    wake: rounds.wake,
    open: rounds.open,
    /** Takes nothing more, lets what is under way end, and gives back what does not in time. */
    async close(): Promise<void> {
      await rounds.close();
      const timer = setTimeout(() => cut.abort(), graceMs);
      await Promise.all(atWork.keys());
      clearTimeout(timer);
    },
  };
};
