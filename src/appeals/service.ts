import { createHash } from 'node:crypto';
import type { Actor } from '../audited.ts';
import type { EngineConfig } from '../engine/index.ts';
import { requireMatch } from '../http/if-match.ts';
import { LAST_TIME, newestFirst } from '../http/pages.ts';
import { detailOf, precisionAnswerOf, summaryOf } from './answers.ts';
import { CHANGED } from './refusals.ts';
import type { AppealDecision, AppealDetail, AppealPage, AppealQuery, NewAppeal, PrecisionAnswer } from './schema.ts';
import { checkAppeal } from './states.ts';
import type { AppealsStore, Decided } from './store.ts';

interface Tagged {
  readonly body: AppealDetail;
  readonly etag: string;
}

export const appealsService = ({
  store,
  lifted,
  rule,
  newId,
  now,
}: {
  store: AppealsStore;
  /** Told when a ban is to be lifted: whoever carries bans out looks soon. */
  lifted(): void;
  /** How much appeals take off a signal. */
  rule: EngineConfig['appeals'];
  newId(prefix: string): string;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const tagged = async (id: string): Promise<Tagged> => {
    const row = await store.get(id);
    return { body: detailOf(row, rule), etag: etagOf(row) };
  };
  const decided = async (
    id: string,
    action: string,
    set: Decided,
    ifMatch: string | undefined,
    by: Actor,
  ): Promise<Tagged> => {
    const present = await store.get(id);
    requireMatch(ifMatch, etagOf(present), { missing: MISSING, changed: CHANGED });
    checkAppeal(present.state, set.state);
    const after = { state: set.state, code: set.code, reason: digestOf(set.said ?? '') };
    const event = { actor: by, action, targets: [{ kind: 'appeal' as const, id }], before: null, after };
    await store.decide(id, present.version, set, by, now(), event);
    if (set.state === 'overturned') lifted();
    return tagged(id);
  };

  return {
    get: tagged,

    list: async ({ cursor, limit, ...query }: AppealQuery): Promise<AppealPage> => {
      const { state = '', batch = '', account = '', signal = '' } = query;
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        (place, most) => store.list({ state, batch, account, signal }, place, most),
        ({ at, id }) => [at, id],
      );
      return { appeals: rows.map(summaryOf), next };
    },

    /** Throws `not-found` where nobody was banned, `graph-conflict` where an appeal against the ban is open. */
    record: async ({ account, batch, ticket, reason }: NewAppeal, by: Actor): Promise<Tagged> => {
      const id = newId('appeal');
      const targets = [
        { kind: 'appeal' as const, id },
        { kind: 'account' as const, id: account },
      ];
      const event = { actor: by, action: 'recordAppeal', targets, before: null, after: { reason: digestOf(reason) } };
      await store.record(id, { account, batch: batch ?? null, ticket, reason }, by, now(), event);
      return tagged(id);
    },

    /** Throws `illegal-transition`, `four-eyes`. */
    decide: (id: string, { outcome, code, reason }: AppealDecision, ifMatch: string | undefined, by: Actor) =>
      decided(id, 'decideAppeal', { state: outcome, code: code ?? null, said: reason }, ifMatch, by),

    /** The appeal is open again, and what it took off signals is given back. Nobody is banned again by that. */
    takeBack: (id: string, reason: string, ifMatch: string | undefined, by: Actor) =>
      decided(id, 'takeBackAppeal', { state: 'open', code: null, said: reason }, ifMatch, by),

    precision: async ({
      from = 0,
      to = LAST_TIME,
    }: {
      from?: number | undefined;
      to?: number | undefined;
    }): Promise<PrecisionAnswer> => precisionAnswerOf(await store.precision(from, to)),

    /** How many appeals there are against bans of a batch. */
    ofBatch: store.ofBatch,
  };
};

export type AppealsService = ReturnType<typeof appealsService>;

const MISSING = 'If-Match is missing: a decision needs the ETag of the appeal that it was made on.';

const etagOf = ({ id, version }: { readonly id: string; readonly version: number }): string => `"${id}.${version}"`;

/** For the audit trail, in place of what people write as they like. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
