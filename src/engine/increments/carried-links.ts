import { type LinkGraph, linkGraph } from '../links/link-graph.ts';
import { growableFloat32, growableFloat64, growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import type { Numbers } from './carried.ts';
import type { MergedLinks } from './merged-links.ts';

/**
 * Links of the last run in today's numbers, less those of who is gone; whoever lost one is marked as having other links. What acts in lockstep is
 * told by the whole population, and so by whole runs: between them such links stay as they are. O(accounts + links).
 */
export const carriedLinks = (
  before: LinkGraph,
  { accountNow, accountBefore }: Numbers,
  { changed, touched }: Pick<MergedLinks, 'changed' | 'touched'>,
): LinkGraph => {
  const nodes = accountBefore.length;
  const [a, b, bits, stands] = [growableUint32(), growableUint32(), growableFloat64(), growableFloat32()];
  for (let then = 0; before.links > 0 && then < before.nodes; then++) {
    const account = accountNow[then]!;
    for (let e = before.start[then]!; e < before.start[then + 1]!; e++) {
      const other = accountNow[before.neighbour[e]!]!;
      if (account === NONE && other !== NONE) {
        changed[other] = 2;
        touched[other] = 1;
      }
      if (account === NONE || other === NONE || before.neighbour[e]! < then) continue;
      a.push(account);
      b.push(other);
      bits.push(before.bits[e]!);
      stands.push(before.stands[e]!);
    }
  }
  return linkGraph(nodes, a.view(), b.view(), bits.view(), stands.view());
};
