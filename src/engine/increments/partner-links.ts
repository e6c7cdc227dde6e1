import type { LinkGraph } from '../links/link-graph.ts';
import type { LinkPlan } from '../links/link-plan.ts';
import type { FoundLinks } from '../links/link-range.ts';
import type { PairEvidence } from '../links/pair-evidence.ts';
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
  pair: PairEvidence,
  partners: Partners,
  isDone: (account: number) => boolean,
  { before, accountBefore }: Pick<Numbers, 'accountBefore'> & { readonly before: LinkGraph },
): FoundLinks => {
  const [ends, others, bits, stands] = [growableUint32(), growableUint32(), growableFloat64(), growableFloat32()];
  let weighed = 0;
  for (const [a, its] of partners) {
    const v = plan.nodeOf[a]! - 1;
    if (v < 0) continue;
    pair.from(v);
    for (const b of its) {
      const w = plan.nodeOf[b]! - 1;
      if (w < 0 || isDone(b) || (b < a && partners.get(b)?.has(a) === true)) continue;
      weighed++;
      const found = pair.linkBits(w);
      if (found === 0) continue;
      ends.push(a);
      others.push(b);
      bits.push(found);
      stands.push(shareHubsAlone(plan, v, w) ? standsOf(before, accountBefore[a]!, accountBefore[b]!) : 1);
    }
  }
  const columns = { a: ends.view().slice(), b: others.view().slice(), bits: bits.view().slice() };
  return { ...columns, stands: stands.view().slice(), weighed, capped: 0 };
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
