import { RingfenceError } from '../../errors.ts';
import type { GraphTransaction } from '../../graph/graph.ts';
import type { BatchState } from '../batch/batch-states.ts';
import { answersOf } from './receiver-answer.ts';
import { type Answered, type DueRow, inExecution, type Move } from './store.ts';

export type BanVerb = 'ban' | 'lift';

/** What a receiver is sent under `data`. */
export interface BanMessage {
  readonly batch: string;
  readonly action: BanVerb;
  readonly accounts: readonly BanMessageAccount[];
}

export interface BanMessageAccount {
  readonly account: string;
  /** The same at every attempt, whatever the message: what has been done for a key is not done again. */
  readonly key: string;
  readonly ring: string | null;
}

/** Where messages are put, in the transaction of what they tell of. */
export interface BanOutbox {
  put(
    tx: GraphTransaction,
    messages: readonly {
      readonly topic: 'bans';
      readonly receiver: string;
      readonly type: string;
      readonly subject: string;
      readonly data: BanMessage;
    }[],
  ): Promise<readonly { readonly index: number; readonly delivery: string }[]>;
}

export const keyOf = (item: string, action: BanVerb): string => `${item}.${action}`;
/** The item of a key, and what was to be done; null for what is no key. */
export const itemOfKey = (key: string): { readonly item: string; readonly action: BanVerb } | null => {
  const at = key.lastIndexOf('.');
  const action = key.slice(at + 1);
  return action === 'ban' || action === 'lift' ? { item: key.slice(0, at), action } : null;
};

/** Those that are to be sent, and those that are left alone, each with why. */
export const sifted = (due: readonly DueRow[], action: BanVerb) => {
  const go: (DueRow & { readonly account: string })[] = [];
  const stay: Move[] = [];
  for (const one of due) {
    const { account } = one;
    const why = action === 'ban' ? whyNot(one) : account === null ? 'the account was forgotten' : null;
    const state = action === 'ban' ? 'skipped' : 'undoFailed';
    if (why === null && account !== null) go.push({ ...one, account });
    else stay.push({ id: one.id, state, detail: why, delivery: null, leaseUntil: null });
  }
  return { go, stay };
};

const whyNot = ({ account, allowed, banned }: DueRow): string | null => {
  if (account === null) return 'the account was forgotten';
  if (allowed) return 'it was allowed meanwhile';
  return banned ? 'it is banned already' : null;
};

export const messageAccount = (
  { id, account, ring }: DueRow & { account: string },
  action: BanVerb,
): BanMessageAccount => ({
  ...{ account, key: keyOf(id, action), ring },
});

interface Sent {
  readonly id: string;
  readonly subject: string;
  readonly data: unknown;
}

/** States of a batch in which a message of it can be sent again. */
const CAN_BAN: readonly BatchState[] = ['canary', 'running', 'paused', 'stopped', 'done'];

/**
 * What becomes of accounts as their messages are answered, given up or sent again: in the very transaction in which the delivery is settled.
 * `moved` is told the batch.
 */
export const banDeliveries = ({ now, moved }: { now(): number; moved(batch: string): void }) => ({
  readsAnswer: true,

  rows: (data: unknown) => {
    const { batch, action, accounts } = data as BanMessage;
    return accounts.map(({ account, key, ring }) => ({ account, action, key, ring, batch }));
  },

  onSettled: async (
    tx: GraphTransaction,
    { subject, data }: Sent,
    outcome:
      | { readonly state: 'delivered'; readonly answer: { readonly body: string | null } | null }
      | { readonly state: 'dead'; readonly problem: string },
  ): Promise<void> => {
    const { action, accounts } = data as BanMessage;
    const answers =
      outcome.state === 'delivered'
        ? answersOf(
            accounts.map(({ account }) => account),
            outcome.answer?.body ?? null,
          )
        : accounts.map(() => ({
            outcome: 'failed' as const,
            detail: `not delivered: ${outcome.problem}`,
            unsure: true,
          }));
    const rows = accounts.map(({ key }, at): Answered => ({ ...answers[at]!, id: itemOfKey(key)!.item }));
    const held = inExecution(tx, subject);
    await held.hold();
    await held.settle(action, rows, now());
    moved(subject);
  },

  onReplay: async (tx: GraphTransaction, { id, subject, data }: Sent): Promise<void> => {
    const { action, accounts } = data as BanMessage;
    const held = inExecution(tx, subject);
    const row = await held.hold();
    const [from, to] = action === 'ban' ? (['failed', 'sent'] as const) : (['undoFailed', 'undoSent'] as const);
    const items = await held.statesOf(accounts.map(({ key }) => itemOfKey(key)!.item));
    const same =
      items.length === accounts.length && items.every(({ state, delivery }) => state === from && delivery === id);
    if (row === null || !same || (action === 'ban' && !CAN_BAN.includes(row.state))) throw gone();
    await held.move(
      from,
      items.map((item) => ({ id: item.id, state: to, detail: null, delivery: id, leaseUntil: null })),
    );
    await held.setAttention(true);
    moved(subject);
  },
});

const gone = (): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: 'Accounts of this message have gone on since it was given up, or its batch has ended.',
    mend: 'Look at the accounts of its batch: GET /v1/bans/{id}/accounts.',
  });
