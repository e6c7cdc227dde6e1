import { pairJudge } from '../match/pair-ties.ts';
import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import type { Partners } from './partners.ts';

export interface MemberTies {
  /** Partners looked at that it is linked with. */
  readonly partners: number;
  /** Its evidence, the signals that are part of most links first. */
  readonly signals: readonly {
    readonly signal: number;
    /** Links that it is part of. */
    readonly partOf: number;
    /** Links that do not hold without it. */
    readonly needed: number;
  }[];
  /** Signals without which no link of the account holds; null where none is known to do it. */
  readonly out: readonly number[] | null;
  /** Whether there is no shorter such set. */
  readonly shortest: boolean;
}

/** Sets tried one by one; beyond that the set is grown greedily. */
const TRIES = 20_000;

/**
 * What ties one member to the others, and the fewest signals that it would have to be without for none of its links to hold.
 * Sets are tried in order of size as long as that is few tries, so the answer is then the shortest; beyond that signals are
 * taken one by one, each the one without which most of the remaining links break (ties by bits), and those that turn out not to
 * be needed are put back. Finding the shortest is a hitting set problem, NP-hard in general (Karp 1972).
 */
export const memberTies = (
  structure: RingStructure,
  partners: Partners,
  rules: TieRules,
  member: number,
): MemberTies => {
  const judge = pairJudge(structure, rules);
  const removed = new Uint8Array(Math.max(1, structure.signals.length));
  const all = [...partners.pair.subarray(partners.pairStart[member]!, partners.pairStart[member + 1]!)];
  // A weaker pair that somebody else hangs on is none of its own links, where it has any.
  const own = all.filter((pair) => partners.need[pair]! >= rules.threshold);
  const pairs = own.length > 0 ? own : all;
  const holds = (pair: number): boolean => {
    const bits = judge(
      partners.ties,
      partners.start[pair]!,
      partners.start[pair + 1]!,
      () => partners.close[pair] === 1,
      removed,
    );
    return bits > 0 && bits >= partners.need[pair]!;
  };
  const heldBits = new Map<number, { partOf: number; needed: number }>();
  for (const pair of pairs)
    for (let i = partners.start[pair]!; i < partners.start[pair + 1]!; i++) {
      const s = partners.ties.signal[i]!;
      const counts = heldBits.get(s) ?? { partOf: 0, needed: 0 };
      removed[s] = 1;
      if (!holds(pair)) counts.needed++;
      removed[s] = 0;
      counts.partOf++;
      heldBits.set(s, counts);
    }
  const bitsOf = (s: number): number => structure.signals[s]!.bits;
  const signals = [...heldBits]
    .map(([signal, counts]) => ({ signal, ...counts }))
    .sort((x, y) => y.partOf - x.partOf || bitsOf(y.signal) - bitsOf(x.signal) || x.signal - y.signal);

  const outWithout = (set: readonly number[]): boolean => {
    for (const s of set) removed[s] = 1;
    const out = !pairs.some(holds);
    for (const s of set) removed[s] = 0;
    return out;
  };
  const found =
    pairs.length === 0
      ? null
      : shortest(
          signals.map(({ signal }) => signal),
          outWithout,
        );
  if (found !== null || pairs.length === 0)
    return { partners: pairs.length, signals, out: found, shortest: found !== null };

  const taken: number[] = [];
  let left = pairs;
  while (left.length > 0) {
    let [best, fewest, most] = [-1, Number.POSITIVE_INFINITY, -1];
    for (const { signal } of signals) {
      if (removed[signal] === 1) continue;
      removed[signal] = 1;
      const still = left.filter(holds).length;
      removed[signal] = 0;
      const part = left.filter((pair) => isPartOf(partners, pair, signal)).length * bitsOf(signal);
      if (still < fewest || (still === fewest && part > most)) [best, fewest, most] = [signal, still, part];
    }
    if (best < 0) break;
    removed[best] = 1;
    taken.push(best);
    left = left.filter(holds);
  }
  for (const s of taken) removed[s] = 0;
  const needed = [...taken];
  for (const s of taken) {
    const fewer = needed.filter((other) => other !== s);
    if (outWithout(fewer)) needed.splice(0, needed.length, ...fewer);
  }
  return { partners: pairs.length, signals, out: needed, shortest: false };
};

const isPartOf = (partners: Partners, pair: number, signal: number): boolean => {
  for (let i = partners.start[pair]!; i < partners.start[pair + 1]!; i++)
    if (partners.ties.signal[i] === signal) return true;
  return false;
};

/** The first set, in order of size, that does it; null where none of those tried does. */
const shortest = (items: readonly number[], does: (set: readonly number[]) => boolean): readonly number[] | null => {
  let tries = 0;
  const set: number[] = [];
  const choose = (from: number, more: number): boolean => {
    if (more === 0) {
      tries++;
      return does(set);
    }
    for (let i = from; i + more <= items.length; i++) {
      set.push(items[i]!);
      if (choose(i + 1, more - 1)) return true;
      set.pop();
    }
    return false;
  };
  for (let size = 1; size <= items.length; size++) {
    if (tries + combinations(items.length, size) > TRIES) return null;
    if (choose(0, size)) return set;
  }
  return null;
};

const combinations = (of: number, size: number): number => {
  let count = 1;
  for (let i = 0; i < size; i++) count = (count * (of - i)) / (i + 1);
  return Math.round(count);
};
