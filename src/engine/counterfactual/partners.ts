import { pairJudge, pairTies, type TieColumns } from '../match/pair-ties.ts';
import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import { randomStream } from '../support/random.ts';

/** Pairs of members that are linked, each with its ties: what the ring is held by. */
export interface Partners {
  /** Pair p is of members a[p] < b[p]; its ties are those from start[p] to start[p + 1]. */
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly start: Uint32Array;
  readonly ties: TieColumns;
  /** By pair: 1 where the two were created close together. */
  readonly close: Uint8Array;
  /** Bits from which on a pair holds: the link threshold, or what the best pair of a member has that none of it reaches. */
  readonly need: Float64Array;
  /** Pairs of member i: pair[pairStart[i] .. pairStart[i + 1]). */
  readonly pairStart: Uint32Array;
  readonly pair: Uint32Array;
}

/** Partners looked at for each member of a large ring, over its signals on few members, the strongest first. */
const CANDIDATES = 32;
/** Pairs looked at in any case: a ring of some hundred members is looked at whole. */
const LEAST_PAIRS = 400_000;
/** All pairs of a signal on no more members than this are looked at, while the member has candidates left. */
const FEW = 33;
/** Partners looked at over each of a member's other signals. */
const OF_MANY = 2;
/** Members handled between two steps of `buildPartners`. */
const STEP = 256;

/**
 * Links within a ring. As in the run, a signal on few members gives all of its pairs and one on many a random circulant, which is
 * an expander; unlike there, each member looks at partners over every one of its signals, so that links which do without a
 * certain signal are among them. A member that reaches the threshold with nobody (its link is one of those that the sample or
 * the evidence kept has not) is given its best pair. Work is done between the steps of the generator, so that a server can do
 * something else in between. O(members × candidates × degree) time, O(members × candidates × shared signals) memory.
 */
export function* buildPartners(structure: RingStructure, rules: TieRules, seed: number): Generator<void, Partners> {
  const members = structure.accounts.length;
  const keys = candidatePairs(structure, seed);
  const ties = pairTies(structure, rules);
  const judge = pairJudge(structure, rules);
  const [a, b, start] = [growableUint32(), growableUint32(), growableUint32()];
  const [signal, bits, occasion, marks] = [growableUint32(), growableFloat64(), growableFloat64(), growableUint32()];
  const [close, need] = [growableUint32(), growableFloat64()];
  start.push(0);
  const linked = new Uint8Array(members);
  const best = new Float64Array(members);
  const bestOther = new Int32Array(members).fill(-1);

  const keep = (one: number, other: number, count: number, enough: number): void => {
    a.push(Math.min(one, other));
    b.push(Math.max(one, other));
    for (let i = 0; i < count; i++) {
      signal.push(ties.signal[i]!);
      bits.push(ties.bits[i]!);
      occasion.push(ties.occasion[i]!);
      marks.push(ties.marks[i]!);
    }
    start.push(signal.length);
    close.push(Number(ties.createdClose(other)));
    need.push(enough);
  };

  let at = 0;
  for (let one = 0; one < members; one++) {
    if (one % STEP === STEP - 1) yield;
    if (at === keys.length || Math.floor(keys[at]! / members) !== one) continue;
    ties.from(structure, one);
    for (; at < keys.length && Math.floor(keys[at]! / members) === one; at++) {
      const other = keys[at]! % members;
      const count = ties.to(other);
      const total = judge(ties, 0, count, () => ties.createdClose(other));
      if (total === 0) continue;
      if (total >= rules.threshold) {
        linked[one] = 1;
        linked[other] = 1;
        keep(one, other, count, rules.threshold);
        continue;
      }
      for (const [of, to] of [
        [one, other],
        [other, one],
      ] as const) {
        if (total <= best[of]!) continue;
        best[of] = total;
        bestOther[of] = to;
      }
    }
  }
  for (let one = 0; one < members; one++) {
    if (linked[one] === 1 || bestOther[one]! < 0) continue;
    ties.from(structure, one);
    keep(one, bestOther[one]!, ties.to(bestOther[one]!), best[one]! * (1 - 1e-9));
  }

  const pairs = a.length;
  const pairStart = new Uint32Array(members + 1);
  for (const side of [a.view(), b.view()]) for (const member of side) pairStart[member + 1]!++;
  for (let i = 0; i < members; i++) pairStart[i + 1]! += pairStart[i]!;
  const cursor = pairStart.slice();
  const pair = new Uint32Array(2 * pairs);
  for (let p = 0; p < pairs; p++) {
    pair[cursor[a.view()[p]!]!++] = p;
    pair[cursor[b.view()[p]!]!++] = p;
  }
  return {
    a: a.view().slice(),
    b: b.view().slice(),
    start: start.view().slice(),
    ties: {
      signal: signal.view().slice(),
      bits: bits.view().slice(),
      occasion: occasion.view().slice(),
      marks: Uint8Array.from(marks.view()),
    },
    close: Uint8Array.from(close.view()),
    need: need.view().slice(),
    pairStart,
    pair,
  };
}

/** Pairs to be looked at, each once, as smaller × members + larger, ascending. */
const candidatePairs = (structure: RingStructure, seed: number): Float64Array => {
  const members = structure.accounts.length;
  const keys = growableFloat64();
  const offsetsOf = circulants(seed);
  const meet = (x: number, y: number): void => {
    if (x !== y) keys.push(Math.min(x, y) * members + Math.max(x, y));
  };
  const ofMember = Math.max(CANDIDATES, Math.ceil(LEAST_PAIRS / Math.max(1, members)));
  const few = Math.max(FEW, ofMember);
  const placeIn = structure.signalStart.slice();
  const rows: number[] = [];
  for (let member = 0; member < members; member++) {
    rows.length = 0;
    for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++)
      rows.push(structure.rowSignal[row]!);
    rows.sort((x, y) => structure.signals[y]!.bits - structure.signals[x]!.bits || x - y);
    let left = ofMember;
    for (const s of rows) {
      const first = structure.signalStart[s]!;
      const size = structure.signalStart[s + 1]! - first;
      const place = placeIn[s]!++ - first;
      const all = Math.min(left, size - 1 - place);
      if (size <= few && all === size - 1 - place) {
        for (let i = place + 1; i < size; i++) meet(member, structure.signalMember[first + i]!);
        left -= all;
      } else {
        const offsets = offsetsOf(size, OF_MANY);
        for (const offset of offsets) meet(member, structure.signalMember[first + ((place + offset) % size)]!);
      }
    }
  }
  const sorted = keys.view().slice().sort();
  let unique = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[unique++] = sorted[i]!;
  return sorted.subarray(0, unique);
};

/** Distinct random offsets in 1 .. ⌊size / 2⌋, the same for every signal of a size. */
const circulants = (seed: number): ((size: number, count: number) => Uint32Array) => {
  const known = new Map<string, Uint32Array>();
  return (size, count) => {
    const name = `${size} ${count}`;
    let offsets = known.get(name);
    if (offsets === undefined) {
      const half = Math.floor(size / 2);
      const chosen = new Set<number>([1]);
      const random = randomStream(seed, size);
      while (chosen.size < Math.min(count, half)) chosen.add(1 + Math.floor(random() * half));
      offsets = Uint32Array.from(chosen).sort();
      known.set(name, offsets);
    }
    return offsets;
  };
};
/** Bytes of the pairs in typed arrays. */
export const partnersBytes = (partners: Partners): number => {
  let bytes = 0;
  for (const column of [...Object.values(partners), ...Object.values(partners.ties)])
    if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  return bytes;
};
