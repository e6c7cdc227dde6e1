import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Role } from '../access/roles.ts';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { requireMatch } from '../http/if-match.ts';
import { randomId } from '../random-id.ts';
import { holdHeapSmall } from '../small-heap.ts';
import { batchOf, exclusionOf, itemOf } from './answers.ts';
import type { BatchAction, BatchState, Taker } from './batch-states.ts';
import { type DrawSources, drawer, type LeaveOutRules, leftOut, placed, type Source, sifted } from './draw.ts';
import { fixList } from './fix-list.ts';
import type { ItemState } from './item-states.ts';
import type { ApprovalRules, Drawn, ExclusionReason, Listed } from './listing.ts';
import { writeDraw, writeRedraw } from './redraw.ts';
import type { BanBatch, batchPage, ExclusionPage, ItemPage } from './schema.ts';
import type { BansStore, BansTransaction, BatchRow, StepTaken } from './store.ts';

/** Who asks: for the audit trail, and for the rules of who may. */
export interface Asker {
  readonly actor: Actor;
  readonly roles: readonly Role[];
}

export interface Tagged {
  readonly body: BanBatch;
  readonly etag: string;
}

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** 31 December 9999. */
const LAST_TIME = 253_402_214_400_000;
export const bansService = (options: {
  store: BansStore;
  sources: DrawSources;
  rules: LeaveOutRules & { readonly approval: ApprovalRules };
  /** Told that a batch is to be frozen, when that is committed. */
  freeze(id: string): void;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const { store, rules, now } = options;
  const draw = drawer(store, options.sources);

  const found = async (id: string): Promise<BatchRow> => {
    const row = await store.get(id);
    if (row === null) throw noSuchBatch();
    return row;
  };
  const tagged = async (row: BatchRow): Promise<Tagged> => ({
    body: batchOf(row, await store.approvals([row.id])),
    etag: etagOf(row),
  });

  const draft = async (
    { title, reason, source, given }: { title: string; reason: string; source: Source; given: readonly Drawn[] },
    by: Asker,
    key: string | undefined,
  ): Promise<Tagged> => {
    const author = idOf(by);
    const id = key === undefined ? randomId('ban') : idOfKey(author, key);
    using _ = holdHeapSmall('all');
    const content = JSON.stringify([title, reason, source, given]);
    const digest = createHash('sha256').update(content).digest('hex');
    const present = key === undefined ? null : await store.get(id);
    if (present?.digest === digest) return tagged(present);
    if (present !== null) throw keyReused();
    const drawn = await draw(source, given);
    const made = await store.create(
      { id, author, name: by.actor.name, title, reason, source: JSON.stringify(source), digest, at: now() },
      by.actor,
      (tx) => writeDraw(tx, id, drawn, rules, now()),
    );
    if (made === 'other content') throw keyReused();
    return tagged(await found(id));
  };

  const step = async (
    id: string,
    action: BatchAction,
    operation: string,
    by: Asker,
    check: StepTaken['check'],
    work?: StepTaken['work'],
  ): Promise<Tagged> => {
    const taker: Taker = { id: idOf(by), roles: by.roles };
    const common = { id, action, taker, by: by.actor, operation, at: now(), check };
    const row = await store.step(work === undefined ? common : { ...common, work });
    if (row === null) throw noSuchBatch();
    return tagged(row);
  };
  /** A change of a draft. */
  const change = (
    id: string,
    operation: string,
    by: Asker,
    ifMatch: string | undefined,
    work: NonNullable<StepTaken['work']>,
  ) => step(id, 'change', operation, by, (row) => matches(row, ifMatch), work);
  const counted = async (tx: BansTransaction) => {
    const { items, excluded } = await tx.count();
    return { more: { items, excluded }, facts: { items, excluded } };
  };

  return {
    get: async (id: string): Promise<Tagged> => tagged(await found(id)),

    list: async (asked: Page & { state?: readonly BatchState[] | undefined }): Promise<z.output<typeof batchPage>> => {
      const { cursor, limit, ...query } = asked;
      const [before, beforeId] = cursor === undefined ? [LAST_TIME, ''] : decodeCursor(cursor, query).after;
      const place = { before: Number(before), beforeId: String(beforeId) };
      const rows = await store.list(query.state ?? [], place, limit + 1);
      const page = rows.slice(0, limit);
      const approvals = await store.approvals(page.map(({ id }) => id));
      const last = rows.length > limit ? page.at(-1)! : null;
      return {
        batches: page.map((row) => batchOf(row, approvals)),
        next: last && encodeCursor({ after: [last.createdAt, last.id] }, query),
      };
    },

    items: async (id: string, asked: Page & { state?: readonly ItemState[] | undefined }): Promise<ItemPage> => {
      const { cursor, limit, state = [] } = asked;
      const query = { id, of: 'items', state: state.join() };
      const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, query).after[0]);
      const rows = await store.items(id, state, after, limit + 1);
      if (rows.length === 0) await found(id);
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        accounts: rows.slice(0, limit).map(itemOf),
        next: last && encodeCursor({ after: [last.seq] }, query),
      };
    },

    exclusions: async (
      id: string,
      asked: Page & { why?: readonly ExclusionReason[] | undefined },
    ): Promise<ExclusionPage> => {
      const { cursor, limit, why = [] } = asked;
      const query = { id, of: 'exclusions', why: why.join() };
      const after = cursor === undefined ? '' : String(decodeCursor(cursor, query).after[0]);
      const rows = await store.exclusions(id, why, after, limit + 1);
      if (rows.length === 0) await found(id);
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return {
        accounts: rows.slice(0, limit).map(exclusionOf),
        next: last && encodeCursor({ after: [last.account] }, query),
      };
    },

    /** Throws `not-found`, `invalid-request`, `idempotency-key-reused`. */
    draft,

    /** Draws the list again from its source, by the run that is published now. Throws as steps do. */
    redraw: async (id: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> => {
      using _ = holdHeapSmall('all');
      const present = await found(id);
      const source = JSON.parse(present.source) as Source;
      const given = source.kind === 'list' || source.kind === 'followup' ? await givenOf(store, id) : [];
      const drawn = await draw(source, given);
      return change(id, 'redrawBanBatch', by, ifMatch, (tx) => writeRedraw(tx, id, drawn, rules, now()));
    },

    leaveOut: (
      id: string,
      { accounts, reason }: { accounts: readonly string[]; reason: string },
      ifMatch: string | undefined,
      by: Asker,
    ): Promise<Tagged> =>
      change(id, 'leaveOutOfBanBatch', by, ifMatch, async (tx) => {
        const removed = await tx.removeItems(accounts);
        requireAll(accounts, removed, 'are not on the list');
        const out = removed.map((one) => leftOut(one, { reason: 'by_hand', detail: reason }, by.actor.name));
        await tx.addExclusions(placed(id, out, 1));
        return counted(tx);
      }),

    takeIn: (id: string, accounts: readonly string[], ifMatch: string | undefined, by: Asker): Promise<Tagged> =>
      change(id, 'takeIntoBanBatch', by, ifMatch, async (tx, { run }) => {
        const back = await tx.removeExclusions(accounts, ['by_hand']);
        requireAll(accounts, back, 'were not left out by hand');
        const { stay, out } = await sifted(tx, run, back.map(listedOf), rules, now());
        await tx.addItems(placed(id, stay, (await tx.count()).last + 1));
        await tx.addExclusions(placed(id, out, 1));
        return counted(tx);
      }),

    /** Fixes the list; its manifest is then written. Throws as steps do, and `graph-conflict` for a list that is empty or outdated. */
    freeze: async (id: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> => {
      const frozen = await step(id, 'freeze', 'freezeBanBatch', by, repeatable('freeze', by, ifMatch), (tx, row) =>
        fixList(tx, row, rules, now()),
      );
      options.freeze(id);
      return frozen;
    },

    approve: (id: string, reason: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> => {
      const approver = idOf(by);
      // Who has approved it has done so, whatever has come since.
      const check = (row: BatchRow) => row.approvals.includes(approver) || matches(row, ifMatch);
      return step(id, 'approve', 'approveBanBatch', by, check, said(id, 'approved', reason, by));
    },

    reject: (id: string, reason: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> =>
      step(id, 'reject', 'rejectBanBatch', by, repeatable('reject', by, ifMatch), said(id, 'rejected', reason, by)),

    /** A further step, which may be sent again when its answer was lost. */
    take: (
      id: string,
      action: BatchAction,
      operation: string,
      ifMatch: string | undefined,
      by: Asker,
      work: NonNullable<StepTaken['work']>,
    ): Promise<Tagged> => step(id, action, operation, by, repeatable(action, by, ifMatch), work),

    cancel: (id: string, ifMatch: string | undefined, by: Asker): Promise<Tagged> =>
      step(id, 'cancel', 'cancelBanBatch', by, repeatable('cancel', by, ifMatch)),
  };
};

export type BansService = ReturnType<typeof bansService>;

/** One name for one caller, whatever they are called by people. */
const idOf = ({ actor }: Asker): string => `${actor.kind}:${actor.id}`;

const etagOf = ({ id, version }: Pick<BatchRow, 'id' | 'version'>): string => `"${id}.${version}"`;

const matches = (row: BatchRow, ifMatch: string | undefined): false => {
  requireMatch(ifMatch, etagOf(row), {
    missing: 'If-Match is missing: a step needs the ETag of the batch that it was decided on.',
    changed: 'The batch was changed since that ETag.',
  });
  return false;
};

/** A step whose answer was lost may be sent again: it is taken once. */
const repeatable =
  (action: BatchAction, by: Asker, ifMatch: string | undefined): StepTaken['check'] =>
  (row) =>
    (row.lastAction === action &&
      row.lastBy === idOf(by) &&
      ifMatch === etagOf({ id: row.id, version: row.version - 1 })) ||
    matches(row, ifMatch);

const said =
  (id: string, verdict: 'approved' | 'rejected', reason: string, by: Asker): NonNullable<StepTaken['work']> =>
  async (tx) => {
    await tx.addApproval({ id: `${id}.${idOf(by)}.${verdict}`, by: idOf(by), name: by.actor.name, verdict, reason });
    return { facts: { reason: createHash('sha256').update(reason).digest('hex') } };
  };

const listedOf = ({ account, ring, rings, strength, bits, reason }: Listed): Listed => ({
  ...{ account, ring, rings, strength, bits, reason },
});

/** The accounts of a list that was uploaded, as the batch has them. */
const givenOf = async (store: BansStore, id: string): Promise<Drawn[]> => {
  const items = await store.items(id, [], -1, 1e9);
  const left = await store.exclusions(id, [], '', 1e9);
  return [
    ...items.map(({ account, reason }) => ({ account, reason })),
    ...left.map(({ account }) => ({ account, reason: null })),
  ].map((one): Drawn => ({ ...one, ring: null, strength: null, bits: null }));
};

const requireAll = (asked: readonly string[], done: readonly { readonly account: string }[], what: string): void => {
  const found = new Set(done.map(({ account }) => account));
  const places = asked.flatMap((account, n) => (found.has(account) ? [] : [n]));
  if (places.length === 0) return;
  throw new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `${places.length} of these accounts ${what}; nothing was changed.`,
    mend: 'GET /v1/bans/{id}/accounts and /v1/bans/{id}/exclusions list what there is.',
    extra: { problems: places.slice(0, 100).map((n) => ({ in: 'body', pointer: `/accounts/${n}`, reason: what })) },
  });
};

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const idOfKey = (author: string, key: string): string => {
  const hash = createHash('sha256').update(`${author}\0${key}`).digest();
  return `ban_${Array.from(hash.subarray(0, 12), (byte) => ALPHABET[byte % 32]).join('')}`;
};

const noSuchBatch = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no ban batch with this id.',
    mend: 'GET /v1/bans lists them.',
  });

const keyReused = (): RingfenceError =>
  new RingfenceError({
    type: 'idempotency-key-reused',
    status: 422,
    detail: 'This Idempotency-Key was used with another body.',
    mend: 'Take a new key for a new batch.',
  });
