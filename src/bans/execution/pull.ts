import { RingfenceError } from '../../errors.ts';
import { rfc3339 } from '../../fields.ts';
import { noSuchBatch } from '../batch/asked.ts';
import type { ItemState } from '../batch/item-states.ts';
import { MOST_LEASES } from './advance.ts';
import { type BanVerb, itemOfKey, keyOf, sifted } from './messages.ts';
import type { BanPlan } from './plan.ts';
import type { Acknowledged, AcknowledgementBody, PendingList } from './pull-schema.ts';
import { detailOf } from './receiver-answer.ts';
import type { Answered, ExecutionRow, ExecutionStore, InExecution } from './store.ts';

/** For whoever carries bans out by asking: accounts are handed out for a while, and acknowledged one by one. */
export const pullService = ({ store, wake, now }: { store: ExecutionStore; wake(): void; now(): number }) => {
  /** The batch, held, where it is one that is asked for. Throws `not-found`, `graph-conflict`. */
  const pulled = async (held: InExecution): Promise<ExecutionRow> => {
    const row = await held.hold();
    if (row === null) throw noSuchBatch();
    if (row.plan === null) throw conflict('The batch was not started.', 'Start it with `"receiver": null`.');
    if ((JSON.parse(row.plan) as BanPlan).receiver !== null) {
      throw conflict(
        'The batch is sent to a receiver.',
        'Only a batch that was started with `"receiver": null` is asked for.',
      );
    }
    return row;
  };

  return {
    /** Hands out what is due, and what nobody acknowledged in time. */
    pending: (id: string, limit: number, leaseSeconds: number): Promise<PendingList> =>
      store.transaction(id, async (held) => {
        const row = await pulled(held);
        const at = now();
        const until = at + leaseSeconds * 1000;
        const underWay = row.state === 'canary' || row.state === 'running';
        const states: ItemState[] = underWay ? ['sent', 'undoSent'] : ['undoSent'];
        const out = (await held.leasedAgain(states, MOST_LEASES, at, until, limit)).flatMap(
          ({ account, state, ...one }) =>
            account === null
              ? []
              : [{ ...one, account, action: state === 'sent' ? ('ban' as const) : ('lift' as const) }],
        );
        for (const [from, to, action] of STEPS) {
          if (action === 'ban' && !underWay) continue;
          const { go, stay } = sifted(await held.due(from, at, limit - out.length), action);
          const leased = go.map(({ id: item }) => ({
            id: item,
            state: to,
            detail: null,
            delivery: null,
            leaseUntil: until,
          }));
          if (stay.length + leased.length > 0) await held.move(from, [...stay, ...leased]);
          out.push(...go.map((one) => ({ id: one.id, account: one.account, ring: one.ring, action })));
        }
        const accounts = out.map(({ id: item, account, ring, action }) => ({
          account,
          key: keyOf(item, action),
          action,
          ring,
        }));
        return { accounts, leaseUntil: rfc3339(until), mostLeases: MOST_LEASES };
      }),

    /** Writes what was done. What was acknowledged before is so still; what is not with anybody is told. */
    acknowledge: async (id: string, { results }: AcknowledgementBody): Promise<Acknowledged> => {
      const answer = await store.transaction(id, async (held) => {
        await pulled(held);
        const asked = results.map((result) => ({ ...result, of: itemOfKey(result.key) }));
        const known = new Map(
          (await held.statesOf(asked.flatMap(({ of }) => (of === null ? [] : [of.item])))).map((one) => [
            one.id,
            one.state,
          ]),
        );
        let acknowledged = 0;
        for (const action of ['ban', 'lift'] as const) {
          const rows = asked.flatMap(({ of, outcome, detail }): Answered[] =>
            of?.action === action ? [{ id: of.item, outcome, detail: detailOf(detail), unsure: false }] : [],
          );
          if (rows.length > 0) acknowledged += (await held.settle(action, rows, now())).length;
        }
        const unknown = asked.flatMap(({ of, key }) =>
          of === null || !of.item.startsWith(`${id}.`) || !known.has(of.item) ? [key] : [],
        );
        const late = asked.flatMap(({ of, key, outcome }) => {
          const state = of === null ? undefined : known.get(of.item);
          return state === undefined || unknown.includes(key) || fits(state, of!.action, outcome)
            ? []
            : [{ key, state }];
        });
        return { acknowledged, unknown, late };
      });
      wake();
      return answer;
    },
  };
};

export type PullService = ReturnType<typeof pullService>;

const STEPS = [
  ['pending', 'sent', 'ban'],
  ['undoing', 'undoSent', 'lift'],
] as const;

/** Whether an account that was in this state is, or was already, what is said of it. */
const fits = (state: ItemState, action: BanVerb, outcome: 'done' | 'failed'): boolean => {
  if (action === 'ban') return state === 'sent' || state === outcome;
  return state === 'undoSent' || state === (outcome === 'done' ? 'undone' : 'undoFailed');
};

const conflict = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'graph-conflict', status: 409, detail, mend });
