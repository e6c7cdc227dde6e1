import { growableFloat32, growableFloat64, growableUint32 } from '../support/growable.ts';
import { valueAtRank } from '../support/quickselect.ts';
import { randomStream } from '../support/random.ts';
import { NOBODY } from './blocks.ts';
import type { LinkPlan } from './link-plan.ts';
import { type PairEvidence, pairEvidence } from './pair-evidence.ts';

/** Links that were found, each pair once, by accounts. */
export interface FoundLinks {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly bits: Float64Array;
  /** How many pairs a link stands for: 1, or more where a large block was sampled. */
  readonly stands: Float32Array;
  /** Pairs that were weighed, and nodes with more candidates than are weighed. */
  readonly weighed: number;
  readonly capped: number;
}

/** A range of the nodes of a plan; `among` see `linkRange`. */
export interface LinksRange {
  readonly plan: LinkPlan;
  readonly among?: Uint8Array | undefined;
}

/** What one thread needs to find links of a plan: some 20 bytes a node and 4 a signal. */
export interface LinkScratch {
  readonly bound: Float64Array;
  /** 0: no candidate of the node at hand. */
  readonly stands: Float32Array;
  readonly candidates: Uint32Array;
  readonly bounds: Float64Array;
  readonly pair: PairEvidence;
  readonly offsetsOf: (size: number) => Uint32Array;
}

export const linkScratch = (plan: LinkPlan): LinkScratch => ({
  bound: new Float64Array(plan.nodes),
  stands: new Float32Array(plan.nodes),
  candidates: new Uint32Array(plan.nodes),
  bounds: new Float64Array(plan.nodes),
  pair: pairEvidence(plan),
  offsetsOf: circulants(plan.rules),
});

/**
 * Links of the nodes from ≤ v < to with nodes ahead of them: each pair is weighed once, from the one of higher degree, so that the
 * inner loop runs over the lower one's. What is found does not depend on how nodes are cut into ranges.
 *
 * With `among` (by node, 1 or 0) it is the links that have at least one end among those, of which the range holds the numbers of
 * nodes to look at: only nodes of `among` are. Pairs of two of them are weighed from the later one, all others from theirs. The cap on
 * partners then counts the pairs that a node weighs here, so that of a node with more candidates than `maxPartners` other
 * ones may be left out than in a whole run.
 */
export const linkRange = (
  plan: LinkPlan,
  from: number,
  to: number,
  scratch: LinkScratch,
  among?: Uint8Array,
): FoundLinks => {
  const { accountOf, rowStart, rowSignal, memberStart, member, mostBits, threshold, mostByHubs, blocks } = plan;
  const { hubDegree, maxPartners } = plan.rules;
  const { bound, stands, candidates, pair, offsetsOf } = scratch;
  const [a, b, bits, standing] = [growableUint32(), growableUint32(), growableFloat64(), growableFloat32()];
  let [weighed, capped] = [0, 0];

  for (let v = from; v < to; v++) {
    if (among !== undefined && among[v] === 0) continue;
    let count = 0;
    for (let row = rowStart[v]!; row < rowStart[v + 1]!; row++) {
      const s = rowSignal[row]!;
      const most = mostBits[s]!;
      for (let i = memberStart[s]!; i < memberStart[s + 1]!; i++) {
        const w = member[i]!;
        if (w >= v) {
          if (among === undefined) break;
          if (w === v || among[w] === 1) continue;
        }
        if (stands[w] === 0) {
          candidates[count++] = w;
          stands[w] = 1;
        }
        bound[w]! += most;
      }
    }
    const meet = (w: number, pairsItStandsFor: number): void => {
      if (w >= v && (w === v || among === undefined || w === NOBODY || among[w] === 1)) return;
      if (stands[w] === 0) candidates[count++] = w;
      else if (pairsItStandsFor >= stands[w]!) return;
      stands[w] = pairsItStandsFor;
    };
    for (let i = blocks.placeStart[v]!; i < blocks.placeStart[v + 1]!; i++) {
      const place = blocks.place[i]!;
      const first = blocks.start[blocks.blockOfPlace[place]!]!;
      const size = blocks.start[blocks.blockOfPlace[place]! + 1]! - first;
      eachMet(first, size, place, hubDegree, offsetsOf, (p, pairs) => meet(blocks.member[p]!, pairs));
    }

    let hopeful = 0;
    for (let i = 0; i < count; i++) {
      const w = candidates[i]!;
      const most = bound[w]! + Math.min(mostByHubs[v]!, mostByHubs[w]!);
      if (most >= threshold) {
        bound[w] = most;
        candidates[i] = candidates[hopeful]!;
        candidates[hopeful++] = w;
      }
    }
    if (hopeful > maxPartners) {
      capped++;
      mostPromising(candidates.subarray(0, hopeful), bound, accountOf, maxPartners, scratch.bounds);
    }
    const partners = Math.min(hopeful, maxPartners);
    weighed += partners;
    if (partners > 0) pair.from(v);
    for (let i = 0; i < partners; i++) {
      const w = candidates[i]!;
      const found = pair.linkBits(w);
      if (found === 0) continue;
      a.push(accountOf[v]!);
      b.push(accountOf[w]!);
      bits.push(found);
      standing.push(stands[w]!);
    }
    for (let i = 0; i < count; i++) {
      bound[candidates[i]!] = 0;
      stands[candidates[i]!] = 0;
    }
  }
  const columns = { a: a.view().slice(), b: b.view().slice(), bits: bits.view().slice() };
  return { ...columns, stands: standing.view().slice(), weighed, capped };
};

/** Brings the `most` candidates of the highest bound to the front; of equal ones those of the lower account numbers. O(candidates). */
const mostPromising = (
  candidates: Uint32Array,
  bound: Float64Array,
  accountOf: Uint32Array,
  most: number,
  scratch: Float64Array,
): void => {
  for (let i = 0; i < candidates.length; i++) scratch[i] = bound[candidates[i]!]!;
  const last = valueAtRank(scratch, candidates.length, candidates.length - most);
  let above = 0;
  for (let i = 0; i < candidates.length; i++) if (bound[candidates[i]!]! > last) swap(candidates, i, above++);
  let equal = above;
  for (let i = above; i < candidates.length; i++) if (bound[candidates[i]!] === last) swap(candidates, i, equal++);
  candidates.subarray(above, equal).sort((x, y) => accountOf[x]! - accountOf[y]!);
};

const swap = (values: Uint32Array, i: number, j: number): void => {
  const value = values[i]!;
  values[i] = values[j]!;
  values[j] = value;
};

/** Visits whom a place meets in its block: everybody in one of at most `hubDegree`, else a sample, each of which stands for so many pairs. */
export const eachMet = (
  first: number,
  size: number,
  place: number,
  hubDegree: number,
  offsetsOf: (size: number) => Uint32Array,
  visit: (place: number, pairsItStandsFor: number) => void,
): void => {
  if (size <= hubDegree) {
    for (let p = first; p < first + size; p++) visit(p, 1);
    return;
  }
  const offsets = offsetsOf(size);
  const each = Math.max(1, (size - 1) / (2 * offsets.length));
  for (let i = 0; i < offsets.length; i++) {
    visit(first + ((place - first + offsets[i]!) % size), each);
    visit(first + ((place - first - offsets[i]! + size) % size), each);
  }
};

/** Distinct random offsets in 1 .. ⌊size / 2⌋, the same for every block of a size: a random circulant is an expander. */
export const circulants = ({
  seed,
  blockSample,
}: Pick<LinkPlan['rules'], 'seed' | 'blockSample'>): ((size: number) => Uint32Array) => {
  const known = new Map<number, Uint32Array>();
  return (size) => {
    let offsets = known.get(size);
    if (offsets === undefined) {
      const half = Math.floor(size / 2);
      const chosen = new Set<number>([1]);
      const random = randomStream(seed, size);
      while (chosen.size < Math.min(blockSample, half)) chosen.add(1 + Math.floor(random() * half));
      offsets = Uint32Array.from(chosen).sort();
      known.set(size, offsets);
    }
    return offsets;
  };
};
