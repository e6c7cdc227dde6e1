import { type Crew, rangesBy } from '../crew.ts';
import type { LinkGraph } from '../links/link-graph.ts';
import type { LinkPlan } from '../links/link-plan.ts';
import type { FoundLinks } from '../links/link-range.ts';
import type { PairsRange } from '../links/pair-range.ts';
import { growableFloat32, growableFloat64, growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import type { Numbers } from './carried.ts';
import type { Partners } from './partners.ts';

/**
 * Links of accounts with their partners, each pair weighed once. In a whole run a pair that shares hubs alone may be left out of a sample
 * and be stood for by others; here it is weighed and stands for itself, or for as many as it did, since to know the sample all who
 * share these hubs would have to be gathered, which took a third of the stage. Pairs of accounts that `isDone` are passed over.
 */
export const partnerLinks = (
  plan: LinkPlan,
  partners: Partners,
  isDone: (account: number) => boolean,
  { before, accountBefore }: Pick<Numbers, 'accountBefore'> & { readonly before: LinkGraph },
  crew: Crew,
): FoundLinks => {
  const pairs = pairsOf(plan, partners, isDone, crew);
  const { first, start, other } = pairs;
  const ranges = rangesBy(first.length, (i) => (start[i + 1]! - start[i]!) * PAIR);
  const weighed = crew.each('pairs', pairs, ranges);
  const [ends, others, bits, stands] = [growableUint32(), growableUint32(), growableFloat64(), growableFloat32()];
  weighed.forEach((found, range) => {
    let at = 0;
    for (let i = ranges[range]!; i < ranges[range + 1]!; i++)
      for (let p = start[i]!; p < start[i + 1]!; p++) {
        const its = found.bits[at++]!;
        if (its === 0) continue;
        const [v, w] = [first[i]!, other[p]!];
        const [a, b] = [plan.accountOf[v]!, plan.accountOf[w]!];
        ends.push(a);
        others.push(b);
        bits.push(its);
        stands.push(shareHubsAlone(plan, v, w) ? standsOf(before, accountBefore[a]!, accountBefore[b]!) : 1);
      }
  });
  crew.release(first, start, other);
  const columns = { a: ends.view().slice(), b: others.view().slice(), bits: bits.view().slice() };
  return { ...columns, stands: stands.view().slice(), weighed: other.length, capped: 0 };
};

/** What a pair counts against a range's bound, so that a range is some two milliseconds of work. */
const PAIR = 64;

/** Nodes that were gained by, and partners of each that are nodes as well; a pair that both ask for is the later one's. */
const pairsOf = (plan: LinkPlan, partners: Partners, isDone: (account: number) => boolean, crew: Crew): PairsRange => {
  const [first, start, other] = [growableUint32(), growableUint32(), growableUint32()];
  start.push(0);
  for (const [a, its] of partners) {
    const v = plan.nodeOf[a]! - 1;
    if (v < 0) continue;
    for (const b of its) {
      const w = plan.nodeOf[b]! - 1;
      if (w < 0 || isDone(b) || (b < a && partners.get(b)?.has(a) === true)) continue;
      other.push(w);
    }
    first.push(v);
    start.push(other.length);
  }
  const shared = (values: Uint32Array): Uint32Array => {
    const column = crew.uint32(values.length);
    column.set(values);
    return column;
  };
  return { plan, first: shared(first.view()), start: shared(start.view()), other: shared(other.view()) };
};

/** Hubs have no members in a plan. O(rows of both). */
const shareHubsAlone = ({ rowStart, rowSignal, memberStart }: LinkPlan, v: number, w: number): boolean => {
  let other = rowStart[w]!;
  for (let row = rowStart[v]!; row < rowStart[v + 1]!; row++) {
    const s = rowSignal[row]!;
    while (other < rowStart[w + 1]! && rowSignal[other]! < s) other++;
    if (other < rowStart[w + 1]! && rowSignal[other] === s && memberStart[s] !== memberStart[s + 1]) return false;
  }
  return true;
};

/** How many pairs the link of two accounts stood for; 1 where there was none. */
const standsOf = ({ start, neighbour, stands }: LinkGraph, a: number, b: number): number => {
  if (a === NONE || b === NONE) return 1;
  const place = neighbour.subarray(start[a]!, start[a + 1]!).indexOf(b);
  return place < 0 ? 1 : stands[start[a]! + place]!;
};
