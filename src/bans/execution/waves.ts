import { createHash } from 'node:crypto';

/** An account of a batch, by what the sample is drawn from. */
export interface PlannedItem {
  readonly seq: number;
  readonly ring: string | null;
  /** 0–1. */
  readonly strength: number;
  /** Epoch ms; null where it is not known. */
  readonly createdAt: number | null;
}

export interface WaveOptions {
  /** Share of the batch that is its canary, and how many it has at least. */
  readonly canaryShare: number;
  readonly canaryAtLeast: number;
  /** Accounts of a later wave. */
  readonly size: number;
  /** Accounts a minute within a wave; null for as fast as they are taken. */
  readonly perMinute: number | null;
  /** Each account waits a random time in this range from when its turn comes, ms. */
  readonly delayMs: readonly [least: number, most: number];
}

/** Where an account stands: in wave 0, the canary, or a later one, and how long after the wave begins it is carried out. */
export interface Placed {
  readonly seq: number;
  readonly wave: number;
  readonly delayMs: number;
}

/**
 * Every account of a batch in exactly one wave. The canary is a systematic sample over the list in order of ring, strength tier and age tier
 * (Cochran, Sampling Techniques, ch. 8): of k accounts that are next to each other in this order it has k·n/N, rounded down or up, so that no
 * ring, tier or age is left out that is large enough to be in it. The others come in an order that only the seed gives, so that an attacker
 * who watches the waves learns neither the ring nor the signal. O(N log N); the same seed gives the same waves.
 */
export const planWaves = (items: readonly PlannedItem[], options: WaveOptions, seed: string, now: number): Placed[] => {
  const drawn = (label: string, seq: number): number => fraction(`${seed}\0${label}\0${seq}`);
  const strata = items
    .map((item) => ({ seq: item.seq, stratum: stratumOf(item, now), at: drawn('place', item.seq) }))
    .sort((a, b) => (a.stratum < b.stratum ? -1 : a.stratum > b.stratum ? 1 : a.at - b.at || a.seq - b.seq))
    .map(({ seq }) => seq);
  const count = Math.min(items.length, Math.max(options.canaryAtLeast, Math.ceil(items.length * options.canaryShare)));
  const sampled = new Set(systematic(strata, count, drawn('start', 0)));
  const others = strata
    .filter((seq) => !sampled.has(seq))
    .map((seq) => ({ seq, at: drawn('order', seq) }))
    .sort((a, b) => a.at - b.at || a.seq - b.seq)
    .map(({ seq }) => seq);
  const waves = [[...sampled]];
  for (let at = 0; at < others.length; at += options.size) waves.push(others.slice(at, at + options.size));
  return waves.flatMap((seqs, wave) => placed(seqs, wave, options, drawn));
};

const placed = (
  seqs: readonly number[],
  wave: number,
  { perMinute, delayMs: [least, most] }: WaveOptions,
  drawn: (label: string, seq: number) => number,
): Placed[] =>
  seqs.map((seq, at) => ({
    seq,
    wave,
    delayMs: Math.floor(
      (perMinute === null ? 0 : (at * 60_000) / perMinute) + least + drawn('delay', seq) * (most - least),
    ),
  }));

/** `count` of a list, evenly from it; `start` in [0, 1) says where in the first interval. */
const systematic = (list: readonly number[], count: number, start: number): number[] =>
  Array.from({ length: count }, (_, i) => list[Math.floor(((i + start) * list.length) / count)]!);

/** Ring, tier of strength (fifths), tier of age (a week, a month, a quarter, older, not known). */
export const stratumOf = ({ ring, strength, createdAt }: PlannedItem, now: number): string =>
  `${ring ?? ''}\0${Math.min(4, Math.floor(strength * 5))}\0${ageTier(createdAt === null ? null : now - createdAt)}`;

const AGE_TIERS_MS = [7, 30, 90].map((days) => days * 86_400_000);
const ageTier = (ageMs: number | null): number =>
  ageMs === null ? 9 : AGE_TIERS_MS.filter((bound) => ageMs >= bound).length;

/** A number in [0, 1) that a text stands for and nobody can guess without it. */
const fraction = (text: string): number => createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
