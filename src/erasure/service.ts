import type { z } from 'zod';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { withoutNames } from '../forgetter.ts';
import { newestFirst } from '../http/pages.ts';
import { type Copy, copiesLeft, type Place, type Written } from './copies.ts';
import type { ErasureAnswer, ErasureCode, tombstonePage } from './schema.ts';
import type { Erasure, ErasureStore, Gone, TombstoneRow } from './store.ts';

export const erasureService = ({
  store,
  references,
  written,
  place,
  now,
}: {
  store: ErasureStore;
  /** What an account is known by in the trail, under the key of today first. */
  references(account: string): readonly [string, ...string[]];
  /** What was written or taken away since a time. */
  written(since: number): Promise<readonly Written[]>;
  place: Place;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const answerOf = async (
    account: string,
    { found, firstSeen, gone, holds }: Erasure,
    at: number | null,
  ): Promise<ErasureAnswer> => ({
    ref: references(account)[0],
    erasedAt: rfc3339OrNull(at),
    found: found > 0,
    gone: roomsOf(gone),
    holds: holds.get(account) ?? null,
    copies: (await copiesLeft(await written(firstSeen ?? 0), place)).map(shownCopy),
  });

  return {
    /** What would go; nothing does. */
    preview: async (account: string): Promise<ErasureAnswer> => answerOf(account, await store.preview(account), null),

    /** Throws `account-held`, `not-found` where nothing is known of it, and `invalid-request` for a reason that names it. */
    async erase(
      account: string,
      { code, reason, despiteHolds }: { code: ErasureCode; reason: string; despiteHolds: boolean },
      actor: Actor,
    ): Promise<ErasureAnswer> {
      if (withoutNames(reason, [account]) !== reason) throw namesIt();
      const at = now();
      const said = { code, reason, by: actor.name, at };
      const erasure = await store.erase(account, said, { actor, action: 'eraseAccount' }, (told) => {
        const why = told.holds.get(account);
        if (why !== undefined && !despiteHolds) throw held(why);
        if (!hasAnything(told.gone)) throw nothingThere();
      });
      return answerOf(account, erasure, at);
    },

    /** After a restore: what was erased since the backup goes again. `erasures`: fingerprint → when, epoch ms. How many there were. */
    again: (erasures: ReadonlyMap<string, number>, actor: Actor): Promise<number> => {
      const said = { code: 'again', reason: 'came back with a backup', by: actor.name, at: now() };
      return store.again(erasures, said, actor);
    },

    list: async ({
      cursor,
      limit,
      ...query
    }: {
      account?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    }): Promise<z.output<typeof tombstonePage>> => {
      const refs = query.account === undefined ? [] : references(query.account);
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        ({ before, beforeId }, most) => store.tombstones(refs, { before, beforeRef: beforeId }, most),
        ({ at, ref }) => [at, ref],
      );
      return { erasures: rows.map(shownTombstone), next };
    },
  };
};

export type ErasureService = ReturnType<typeof erasureService>;

const hasAnything = (gone: Gone): boolean =>
  Object.values(gone).some((things) => Object.values(things).some((count) => count > 0));

const roomsOf = (gone: Gone) => Object.entries(gone).map(([room, what]) => ({ room, what: { ...what } }));

const shownCopy = ({ at, ...copy }: Copy) => ({ ...copy, at: rfc3339OrNull(at) });

const shownTombstone = ({ at, gone, code, ...rest }: TombstoneRow) => ({
  ...rest,
  code: code as ErasureCode,
  at: rfc3339(at),
  gone: gone === null ? null : roomsOf(JSON.parse(gone) as Gone),
});

const held = (why: string): RingfenceError =>
  new RingfenceError({
    type: 'account-held',
    status: 409,
    exitCode: 65,
    detail: `The account is still needed: ${why}.`,
    mend: 'Close what holds it first, or erase it all the same with `despiteHolds`.',
    extra: { holds: why },
  });

const nothingThere = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    exitCode: 66,
    detail: 'Nothing is known of this account.',
    mend: 'Check the id; GET /v1/erasures?account= tells whether it was erased before.',
  });

const namesIt = (): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    exitCode: 64,
    detail: 'The request has 1 problem.',
    mend: 'Say the reason without the account’s id: it is kept.',
    extra: { problems: [{ in: 'body', pointer: '/reason', reason: 'names the account' }] },
  });
