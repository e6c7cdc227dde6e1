import { createHash } from 'node:crypto';
import { RingfenceError } from '../../errors.ts';
import { randomId } from '../../random-id.ts';
import { holdHeapSmall } from '../../small-heap.ts';
import { type Asked, type Asker, idOf, matches, requireAll, type Step, type Tagged } from '../batch/asked.ts';
import type { Drawn, Listed } from '../batch/listed.ts';
import type { BatchService } from '../batch/service.ts';
import type { BansTransaction, BatchStore } from '../batch/store.ts';
import { type DrawSources, drawer, type LeaveOutRules, leftOut, placed, type Source, sifted } from './draw.ts';
import { fixList } from './fix-list.ts';
import type { ApprovalRules } from './listing.ts';
import { writeDraw, writeRedraw } from './redraw.ts';

/** Makes the lists of drafts, changes them, and fixes them. */
export const draftingService = (options: {
  store: BatchStore;
  sources: DrawSources;
  batches: Pick<BatchService, 'found' | 'tagged' | 'step'>;
  rules: LeaveOutRules & { readonly approval: ApprovalRules };
  /** Told that a batch is to be frozen, when that is committed. */
  freeze(id: string): void;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const { store, rules, now } = options;
  const { found, tagged, step } = options.batches;
  const draw = drawer(store, options.sources);

  const draft = async (
    { title, reason, source, given }: { title: string; reason: string; source: Source; given: readonly Drawn[] },
    by: Asker,
    key: string | undefined,
  ): Promise<Tagged> => {
    const author = idOf(by);
    const id = key === undefined ? randomId('ban') : idOfKey(author, key);
    using _ = holdHeapSmall('all');
    // Who joined since is another answer after another run: what was asked for is the same.
    const asked = source.kind === 'followup' ? source.of : [source, given];
    const content = JSON.stringify([title, reason, asked]);
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

  /** A change of a draft. */
  const change = (asked: Asked, operation: string, work: NonNullable<Step['work']>) =>
    step(asked, { action: 'change', operation, check: (row) => matches(row, asked.ifMatch), work });
  const counted = async (tx: BansTransaction) => {
    const { items, excluded } = await tx.count();
    return { more: { items, excluded }, facts: { items, excluded } };
  };

  return {
    /** Throws `not-found`, `invalid-request`, `idempotency-key-reused`. */
    draft,

    /** Draws the list again from its source, by the run that is published now. Throws as steps do. */
    redraw: async (asked: Asked): Promise<Tagged> => {
      using _ = holdHeapSmall('all');
      const { id } = asked;
      const present = await found(id);
      const source = JSON.parse(present.source) as Source;
      const given = source.kind === 'list' || source.kind === 'followup' ? await givenOf(store, id) : [];
      const drawn = await draw(source, given);
      return change(asked, 'redrawBanBatch', (tx) => writeRedraw(tx, id, drawn, rules, now()));
    },

    leaveOut: (
      asked: Asked,
      { accounts, reason }: { readonly accounts: readonly string[]; readonly reason: string },
    ): Promise<Tagged> =>
      change(asked, 'leaveOutOfBanBatch', async (tx) => {
        const { id, by } = asked;
        const removed = await tx.removeItems(accounts);
        requireAll(accounts, removed, { one: 'is not on the list', many: 'are not on the list' });
        const out = removed.map((one) => leftOut(one, { reason: 'by_hand', detail: reason }, by.actor.name));
        await tx.addExclusions(placed(id, out, 1));
        return counted(tx);
      }),

    takeIn: (asked: Asked, { accounts }: { readonly accounts: readonly string[] }): Promise<Tagged> =>
      change(asked, 'takeIntoBanBatch', async (tx, { id, run }) => {
        const back = await tx.removeExclusions(accounts, ['by_hand']);
        requireAll(accounts, back, { one: 'was not left out by hand', many: 'were not left out by hand' });
        const { stay, out } = await sifted(tx, run, back.map(listedOf), rules, now());
        await tx.addItems(placed(id, stay, (await tx.count()).last + 1));
        await tx.addExclusions(placed(id, out, 1));
        return counted(tx);
      }),

    /** Fixes the list; its manifest is then written. Throws as steps do, and `graph-conflict` for a list that is empty or outdated. */
    freeze: async (asked: Asked): Promise<Tagged> => {
      const frozen = await step(asked, {
        ...{ action: 'freeze', operation: 'freezeBanBatch' },
        work: (tx, row) => fixList(tx, row, rules, now()),
      });
      options.freeze(asked.id);
      return frozen;
    },
  };
};

export type DraftingService = ReturnType<typeof draftingService>;

const listedOf = ({ account, ring, rings, strength, bits, reason }: Listed): Listed => ({
  ...{ account, ring, rings, strength, bits, reason },
});

/** The accounts of a list that was uploaded, as the batch has them. */
const givenOf = async (store: BatchStore, id: string): Promise<Drawn[]> => {
  const items = await store.items(id, [], -1, 1e9);
  const left = await store.exclusions(id, [], '', 1e9);
  return [
    ...items.map(({ account, reason }) => ({ account, reason })),
    ...left.map(({ account }) => ({ account, reason: null })),
  ].map((one): Drawn => ({ ...one, ring: null, strength: null, bits: null }));
};

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const idOfKey = (author: string, key: string): string => {
  const hash = createHash('sha256').update(`${author}\0${key}`).digest();
  return `ban_${Array.from(hash.subarray(0, 12), (byte) => ALPHABET[byte % 32]).join('')}`;
};

const keyReused = (): RingfenceError =>
  new RingfenceError({
    type: 'idempotency-key-reused',
    status: 422,
    detail: 'This Idempotency-Key was used with another body.',
    mend: 'Take a new key for a new batch.',
  });
