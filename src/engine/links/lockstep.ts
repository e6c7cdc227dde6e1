import { activityOf } from '../behaviour/activity.ts';
import { closeness, placesOf } from '../behaviour/places.ts';
import { scheduleLikeness } from '../behaviour/schedule.ts';
import { usePerDay } from '../behaviour/volume.ts';
import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import { randomStream } from '../support/random.ts';
import type { Weights } from '../weights/weights.ts';
import { type LinkGraph, linkGraph } from './link-graph.ts';

/** Accounts that began next after an account, which it is compared with. */
const NEIGHBOURS = 12;
/** Accounts from further off that each of them stands against. */
const DRAWN = 3;
/** They are drawn from this part of the population to either side: so near that the season and its crowd are the same. */
const SEASON = 1 / 64;
/** Near-equal volume: one pair in 2³ is as close. */
const NEAR_BITS = 3;
/** Cells of a bit in which likeness is counted, and bits beyond which it is all one. */
const CELLS = 8;
const MOST_BITS = 128;

/**
 * Links between accounts that act in lockstep, whatever signals they share: first used one after another, with near-equal volume, in
 * the same windows since. Each account is compared with those that began next after it; likeness is the surprise, in bits, at how close
 * their requests a day are and at the windows that they share. The null model is the population's own: for each such pair three more of
 * the same account with others that began in the same season, but not next to it. Links are the pairs from that likeness on at
 * which at most `lockstepFalseShare` of the pairs are as alike by chance (an empirical false discovery rate, Efron 2010, that never says
 * none: one pair by chance is added). Crowds, growth and rhythms are in the null, so a press event or a working week links nobody.
 * A link has the bits that link two accounts, and those by which it is likelier right than wrong.
 * O(accounts × 48 × windows of an account).
 */
export const lockstepLinks = (index: ObservationIndex, weights: Weights, config: EngineConfig): LinkGraph => {
  const n = index.accountIds.length;
  const [a, b, likeness] = [growableUint32(), growableUint32(), growableFloat64()];
  if (config.lockstepFalseShare === 0) return linkGraph(n, a.view(), b.view(), likeness.view(), new Float32Array());

  const activity = activityOf(index);
  const began = placesOf(activity.firstUse, (time) => !Number.isNaN(time)).accounts;
  const volume = placesOf(usePerDay(index), (rate) => rate > 0);
  const scheduleBits = scheduleLikeness(index, activity);
  const alike = (x: number, y: number): number => {
    const near = closeness(volume, x, y);
    return near < NEAR_BITS ? 0 : near + scheduleBits(x, y);
  };
  const cellOf = (bits: number): number => Math.floor(CELLS * Math.min(MOST_BITS, bits));
  const found = new Float64Array(CELLS * MOST_BITS + 1);
  const chance = new Float64Array(CELLS * MOST_BITS + 1);
  const reach = Math.max(DRAWN * NEIGHBOURS, Math.floor(began.length * SEASON));
  const random = randomStream(config.seed, began.length);
  /** A place in the same season as place i, to either side of it and beyond its neighbours. */
  const elsewhere = (i: number): number => {
    const off = NEIGHBOURS + 1 + Math.floor(random() * reach);
    const [before, after] = [i - off, i + off];
    if (before < 0) return after;
    if (after >= began.length) return before;
    return random() < 0.5 ? before : after;
  };

  for (let i = 0; i + 1 < began.length; i++) {
    const x = began[i]!;
    for (let j = i + 1; j <= i + NEIGHBOURS && j < began.length; j++) {
      const bits = alike(x, began[j]!);
      found[cellOf(bits)]!++;
      if (bits > 0) {
        a.push(x);
        b.push(began[j]!);
        likeness.push(bits);
      }
      for (let drawn = 0; drawn < DRAWN; drawn++) {
        const other = began[elsewhere(i)];
        if (other !== undefined) chance[cellOf(alike(x, other))]! += 1 / DRAWN;
      }
    }
  }
  const wrong = falseShares(found, chance);
  const isLink = likeness.view().map((bits) => Number(wrong[cellOf(bits)]! <= config.lockstepFalseShare));
  const only = <T extends Uint32Array | Float64Array>(column: T): T => column.filter((_, i) => isLink[i] === 1) as T;
  const bits = only(likeness.view()).map((s) => {
    const share = wrong[cellOf(s)]!;
    return weights.threshold + Math.log2((1 - share) / share);
  });
  return linkGraph(n, only(a.view()), only(b.view()), bits, new Float32Array(bits.length).fill(1));
};

/** By cell: the share of the pairs so alike, or more, that are so by chance; never rising with likeness. */
const falseShares = (found: Float64Array, chance: Float64Array): Float64Array => {
  const shares = new Float64Array(found.length).fill(1);
  let [real, byChance] = [0, 1 / DRAWN];
  for (let cell = found.length - 1; cell >= 0; cell--) {
    real += found[cell]!;
    byChance += chance[cell]!;
    if (real > 0) shares[cell] = Math.min(1, byChance / real);
  }
  for (let cell = 1; cell < shares.length; cell++) shares[cell] = Math.min(shares[cell]!, shares[cell - 1]!);
  return shares;
};
