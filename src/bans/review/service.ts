import { engineConfig } from '../../engine/config.ts';
import { RingfenceError } from '../../errors.ts';
import { rfc3339 } from '../../fields.ts';
import type { Asker, Tagged } from '../batch/asked.ts';
import type { Drawn } from '../batch/listed.ts';
import type { BatchService } from '../batch/service.ts';
import type { BatchRow, BatchStore, MembershipRow } from '../batch/store.ts';
import { attributesOf } from '../drafting/draw.ts';
import { MOST_ACCOUNTS } from '../drafting/list-body.ts';
import type { DraftingService } from '../drafting/service.ts';
import type { SignedHeader } from '../manifest/manifest.ts';
import { calibrationOf } from './calibration.ts';
import { type EstimatedAccount, type EstimatedRing, estimated } from './collateral.ts';
import type { CollateralAnswer, Followup } from './schema.ts';
import type { CollateralRow, ReviewStore } from './store.ts';

/** Accounts shown of those that joined. */
const JOINED_SHOWN = 100;

/** What whoever approves a batch asks: whom would it hit wrongly, and who came since? */
export const reviewService = (options: {
  store: Pick<BatchStore, 'publishedRun' | 'rings'>;
  found: BatchService['found'];
  review: ReviewStore;
  draft: DraftingService['draft'];
  /** The signed header of a manifest, as JSON text. */
  header(id: string): Promise<string | null>;
  now(): number;
}) => {
  const { store, review, found, now } = options;

  /** As the run has them; of a run that is not kept any more as the manifest has them. */
  const ringsOf = async (
    { id, run }: BatchRow,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, EstimatedRing>> => {
    if (run === null) return new Map();
    const kept = await store.rings(run, names);
    if (kept.length === names.length) return new Map(kept.map((ring) => [ring.id, ring]));
    const header = await options.header(id);
    const frozen = header === null ? [] : (JSON.parse(header) as SignedHeader).header.rings;
    const states = new Map((await review.ringStates(names)).map(({ ring, state }) => [ring, state]));
    return new Map(
      frozen.map(({ ring, score, size }) => [ring, { id: ring, score, size, state: states.get(ring) ?? 'new' }]),
    );
  };

  const joinedSince = async (
    batch: BatchRow,
  ): Promise<{ run: string | null; rings: string[]; joined: MembershipRow[] }> => {
    if (batch.frozenAt === null) throw notFrozen(batch.state);
    const run = await store.publishedRun();
    if (run === null) return { run, rings: [], joined: [] };
    const rings = await review.presentRings(batch.id, run);
    return { run, rings, joined: await review.joined(batch.id, run, rings, MOST_ACCOUNTS) };
  };

  return {
    collateral: async (id: string): Promise<CollateralAnswer> => {
      const batch = await found(id);
      const text = batch.run === null ? null : await review.configuration(batch.run);
      const { score, minScore } = engineConfig.parse(text === null ? {} : JSON.parse(text));
      const decided = (await review.decidedRings()).map(({ features, confirmed }) => ({
        features: JSON.parse(features ?? '{}') as Record<string, number>,
        confirmed,
      }));
      const calibration = calibrationOf(
        score,
        decided.filter(({ features }) => Object.keys(features).length > 0),
      );
      const names = await review.ringsOfBatch(id);
      const rings = await ringsOf(batch, names);
      const accounts: EstimatedAccount[] = [];
      for await (const row of review.accounts(id, await store.publishedRun())) accounts.push(accountOf(row));
      const earlier = await review.earlier(id, names);
      return {
        batch: id,
        ...estimated(accounts, rings, { calibration, minScore, now: now() }),
        earlier: earlier.map(({ createdAt, ...row }) => ({ ...row, createdAt: rfc3339(createdAt) })),
      };
    },

    /** Throws `not-found`, and `illegal-transition` before it is frozen. */
    followup: async (id: string): Promise<Followup> => {
      const { run, rings, joined } = await joinedSince(await found(id));
      return {
        ...{ batch: id, run, rings, joined: joined.length },
        accounts: joined.slice(0, JOINED_SHOWN).map(({ account, ring, strength }) => ({ account, ring, strength })),
      };
    },

    /** Drafts a batch of those who joined. Throws the same, and `graph-conflict` where nobody did. */
    draftFollowup: async (
      id: string,
      { title, reason }: { title: string; reason: string },
      by: Asker,
      key: string | undefined,
    ): Promise<Tagged> => {
      const { rings, joined } = await joinedSince(await found(id));
      if (joined.length === 0) throw nobodyJoined();
      const given = joined.map(
        ({ account }): Drawn => ({ account, ring: null, strength: null, bits: null, reason: null }),
      );
      return options.draft({ title, reason, source: { kind: 'followup', of: id, rings }, given }, by, key);
    },
  };
};
export type ReviewService = ReturnType<typeof reviewService>;

const accountOf = ({ attributes, ...row }: CollateralRow): EstimatedAccount => ({
  ...row,
  attributes: attributesOf({ attributes: attributes ?? [] }),
});

const notFrozen = (state: string): RingfenceError =>
  new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `The list of a batch that is ${state} is not fixed yet, so nobody can have joined since.`,
    mend: 'Draw it again: POST /v1/bans/{id}/draw.',
    extra: { state, allowed: [] },
  });

const nobodyJoined = (): RingfenceError =>
  new RingfenceError({
    type: 'graph-conflict',
    status: 409,
    detail: 'Nobody joined its rings since the list was fixed.',
    mend: 'Nothing to do.',
  });
