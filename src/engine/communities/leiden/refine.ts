import { mix32 } from '../../input/canonical-order.ts';
import { type Partition, type Scratch, TIE } from './partition.ts';
import { shuffle } from './shuffle.ts';
import type { WeightedGraph } from './weighted-graph.ts';

/** Everything that refining needs, as plain arrays. */
export interface RefineRange {
  readonly nodes: number;
  readonly graph: Required<WeightedGraph>;
  readonly partition: Partition;
  /** Nodes sorted by community. */
  readonly byCommunity: Uint32Array;
  readonly resolution: number;
  readonly seed: number;
  /** Result: part of each node, a connected piece of its community; parts bear numbers of nodes. */
  readonly part: Int32Array;
  /** Size, number of nodes, and weight of links to the rest of the community, by part. */
  readonly partTotal: Float64Array;
  readonly partMembers: Int32Array;
  readonly cut: Float64Array;
}

/**
 * Refinement (Traag, Waltman, van Eck 2019) of the communities of `byCommunity` [from, to), which begins and ends with one:
 * inside each community every node begins alone, and each that is still alone and well linked to the rest of its community
 * joins the part where it gains most, if that is well linked to the rest too; well means that H would not gain by cutting
 * it off. Parts are connected, since a node joins only what it is linked to. Where the paper draws a part at random by its
 * gain, the best is taken: the limit θ → 0. O(links of the range).
 */
export const refineRange = (
  { graph, partition, byCommunity, resolution, seed, part, partTotal, partMembers, cut }: RefineRange,
  from: number,
  to: number,
  { toward, touched }: Scratch,
): void => {
  const { start, neighbour, weight, size } = graph;
  const { label, total } = partition;
  for (let i = from; i < to; i++) {
    const v = byCommunity[i]!;
    const own = label[v]!;
    let inside = 0;
    const last = start[v + 1]!;
    for (let e = start[v]!; e < last; e++) if (label[neighbour[e]!] === own) inside += weight[e]!;
    part[v] = v;
    partTotal[v] = size[v]!;
    partMembers[v] = 1;
    cut[v] = inside;
  }
  for (let low = from; low < to; ) {
    const own = label[byCommunity[low]!]!;
    let high = low + 1;
    while (high < to && label[byCommunity[high]!] === own) high++;
    shuffle(byCommunity, low, high, mix32(seed ^ low));
    low = high;
  }
  for (let i = from; i < to; i++) {
    const v = byCommunity[i]!;
    if (partMembers[v] !== 1 || part[v] !== v) continue;
    const own = label[v]!;
    const whole = total[own]!;
    const mine = size[v]!;
    const inside = cut[v]!;
    const tie = TIE * inside;
    if (inside === 0 || inside + tie < resolution * mine * (whole - mine)) continue;
    let count = 0;
    const last = start[v + 1]!;
    for (let e = start[v]!; e < last; e++) {
      const u = neighbour[e]!;
      if (label[u] !== own) continue;
      const r = part[u]!;
      const before = toward[r]!;
      if (before < 0) {
        touched[count++] = r;
        toward[r] = weight[e]!;
      } else toward[r] = before + weight[e]!;
    }
    let best = v;
    let gain = tie;
    let joined = 0;
    for (let k = 0; k < count; k++) {
      const r = touched[k]!;
      const weightTo = toward[r]!;
      toward[r] = -1;
      if (weightTo <= gain || r === v) continue;
      const there = partTotal[r]!;
      const value = weightTo - resolution * mine * there;
      if (value <= gain || cut[r]! * (1 + TIE) < resolution * there * (whole - there)) continue;
      gain = value + tie;
      best = r;
      joined = weightTo;
    }
    if (best === v) continue;
    part[v] = best;
    partMembers[v] = 0;
    partMembers[best]!++;
    partTotal[best]! += mine;
    cut[best]! += inside - 2 * joined;
  }
};
