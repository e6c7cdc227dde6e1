import type { EngineConfig } from '../config.ts';
import { type InnerLinks, type Inside, sumOf } from './inside.ts';
import { linkWeight } from './modularity.ts';

/** What a community c is worth to a node v that is none of it: its links' weight there − λ · size of v · sizes of c. */
export interface Pull {
  readonly size: Float64Array;
  readonly lambda: number;
}

/**
 * Share of the weight of a node's links by which another community must pull more than its own. Where a dense group was cut somewhere, many nodes
 * belong to either part as well: without it 15 nodes of a frontier moved 3,900 others one after another, and the parts were other ones for nothing.
 */
const PULLED_FROM = 0.05;
/** Visits of a node on average, beyond which moving ends: a bound that is not met in practice. */
const MAX_VISITS = 16;

/**
 * Mends a partition after some of its graph changed: nodes of the frontier move to the community that pulls most, and wherever one
 * moved its neighbours are looked at in turn (dynamic frontier: Sahu, arXiv:2404.19634, 2024). All others stay as they are, so that
 * a small change does not reshuffle the rest. The objective never falls. `labels` (by member, any numbers below 2 × members) are changed
 * in place. O(members + links of those that are looked at).
 */
export const moveFrontier = (
  { graph, members: accounts, placeOf }: Inside,
  labels: Uint32Array,
  frontier: readonly number[],
  { size, lambda }: Pull,
): void => {
  const nodes = accounts.length;
  const sizes = new Float64Array(2 * nodes);
  const members = new Uint32Array(2 * nodes);
  for (let v = 0; v < nodes; v++) {
    sizes[labels[v]!]! += size[v]!;
    members[labels[v]!]!++;
  }
  const empty: number[] = [];
  for (let label = 2 * nodes - 1; label >= 0; label--) if (members[label] === 0) empty.push(label);
  const waiting = new Uint8Array(nodes);
  const queue = [...frontier];
  for (const v of queue) waiting[v] = 1;
  const weight = new Float64Array(2 * nodes);
  const near: number[] = [];
  const most = MAX_VISITS * nodes;
  for (let at = 0; at < queue.length && at < most; at++) {
    const v = queue[at]!;
    waiting[v] = 0;
    let all = 0;
    const own = labels[v]!;
    const [from, to] = [graph.start[accounts[v]!]!, graph.start[accounts[v]! + 1]!];
    for (let e = from; e < to; e++) {
      const other = placeOf[graph.neighbour[e]!]!;
      if (other < 0) continue;
      const label = labels[other]!;
      if (weight[label] === 0) near.push(label);
      const its = linkWeight(graph, e);
      weight[label]! += its;
      all += its;
    }
    const worth = (label: number, sizesOf: number): number => weight[label]! - lambda * size[v]! * sizesOf;
    // Staying wins near ties, then the lowest label.
    let best = own;
    let bestWorth = worth(own, sizes[own]! - size[v]!);
    if (members[own]! > 1) bestWorth += PULLED_FROM * all;
    if (bestWorth < 0 && members[own]! > 1) {
      best = -1;
      bestWorth = 0;
    }
    for (const label of near) {
      if (label === own) continue;
      const value = worth(label, sizes[label]!);
      if (value > bestWorth || (value === bestWorth && best !== own && label < best))
        [best, bestWorth] = [label, value];
    }
    for (const label of near) weight[label] = 0;
    near.length = 0;
    if (best === own) continue;
    if (best < 0) best = empty.pop()!;
    sizes[own]! -= size[v]!;
    if (--members[own]! === 0) empty.push(own);
    sizes[best]! += size[v]!;
    members[best]!++;
    labels[v] = best;
    for (let e = from; e < to; e++) {
      const w = placeOf[graph.neighbour[e]!]!;
      if (w < 0 || waiting[w] === 1 || labels[w] === best) continue;
      waiting[w] = 1;
      queue.push(w);
    }
  }
};

/** By the engine's objective at its resolution, as the engines themselves reckon it. */
export const pullOf = ({ strength }: Pick<InnerLinks, 'strength'>, { community, resolution }: EngineConfig): Pull => {
  const nodes = strength.length;
  const twice = sumOf(strength);
  if (community !== 'leiden-cpm') return { size: strength, lambda: resolution / Math.max(twice, Number.MIN_VALUE) };
  const pairs = (nodes * (nodes - 1)) / 2;
  return { size: new Float64Array(nodes).fill(1), lambda: (resolution * twice) / 2 / Math.max(1, pairs) };
};
