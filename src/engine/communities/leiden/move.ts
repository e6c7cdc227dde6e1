import { mix32 } from '../../input/canonical-order.ts';
import { type Partition, type Scratch, TIE } from './partition.ts';
import { shuffle } from './shuffle.ts';
import type { WeightedGraph } from './weighted-graph.ts';

/** Everything that moving nodes needs, as plain arrays. */
export interface MoveRange extends Partition {
  readonly nodes: number;
  readonly graph: Required<WeightedGraph>;
  /** 1 for each node that is to be looked at. */
  readonly waiting: Uint8Array;
  readonly resolution: number;
  readonly seed: number;
}

/**
 * Fast local moving (Traag, Waltman, van Eck 2019): every waiting node of `from` ≤ v < `to` goes to the community where it
 * gains most, H = Σ_c (w_c − resolution Σ_{u<v ∈ c} size_u size_v), and those that it is linked to elsewhere wait again,
 * until nobody waits. H never falls. Communities of the range bear numbers of the range. O(links of the range) a round, a
 * few rounds. Returns the number of moves.
 *
 * Links out of the range are not looked at: gains are exact all the same, since communities lie within it, but a node may
 * be left that would gain outside.
 */
export const moveNodes = (
  { graph, label, total, members, waiting, resolution, seed }: MoveRange,
  from: number,
  to: number,
  { toward, touched, queue }: Scratch,
): number => {
  const { start, neighbour, weight, size } = graph;
  const room = to - from;
  let moves = 0;
  let head = 0;
  let length = 0;
  for (let v = from; v < to; v++) if (waiting[v] === 1) queue[length++] = v;
  shuffle(queue, 0, length, mix32(seed ^ from));
  let tail = length === room ? 0 : length;
  /** An empty community, or a place to look for the next one. */
  let vacant = from;

  while (length > 0) {
    const v = queue[head]!;
    if (++head === room) head = 0;
    length--;
    waiting[v] = 0;
    const own = label[v]!;
    const first = start[v]!;
    const last = start[v + 1]!;
    let count = 0;
    let degree = 0;
    for (let e = first; e < last; e++) {
      const u = neighbour[e]!;
      if (u < from || u >= to) continue;
      const c = label[u]! - from;
      const w = weight[e]!;
      const before = toward[c]!;
      degree += w;
      if (before < 0) {
        touched[count++] = c;
        toward[c] = w;
      } else toward[c] = before + w;
    }
    const mine = size[v]!;
    const cost = resolution * mine;
    const linked = toward[own - from]!;
    const tie = TIE * degree;
    let best = own;
    let gain = Math.max(0, linked) - cost * (total[own]! - mine) + tie;
    for (let i = 0; i < count; i++) {
      const c = touched[i]!;
      const weightTo = toward[c]!;
      toward[c] = -1;
      if (weightTo <= gain || c + from === own) continue;
      const there = weightTo - cost * total[c + from]!;
      if (there > gain) {
        gain = there + tie;
        best = c + from;
      }
    }
    if (gain < 0 && members[own]! > 1) {
      while (members[vacant]! > 0) if (++vacant === to) vacant = from;
      best = vacant;
    }
    if (best === own) continue;
    moves++;
    label[v] = best;
    total[own]! -= mine;
    total[best]! += mine;
    members[best]!++;
    if (--members[own]! === 0) {
      total[own] = 0;
      vacant = own;
    }
    for (let e = first; e < last; e++) {
      const u = neighbour[e]!;
      if (u < from || u >= to || waiting[u] === 1 || label[u] === best) continue;
      waiting[u] = 1;
      queue[tail] = u;
      if (++tail === room) tail = 0;
      length++;
    }
  }
  return moves;
};

/**
 * Moves the nodes of a range by themselves, then leaves waiting whoever may gain beyond it: that is at most a node's weight of
 * links there, so most have nothing to look for.
 */
export const moveRange = (task: MoveRange, from: number, to: number, scratch: Scratch): void => {
  moveNodes(task, from, to, scratch);
  const { graph, label, total, waiting, resolution } = task;
  const { start, neighbour, weight, size } = graph;
  for (let v = from; v < to; v++) {
    const own = label[v]!;
    let outside = 0;
    let stay = -resolution * size[v]! * (total[own]! - size[v]!);
    const last = start[v + 1]!;
    for (let e = start[v]!; e < last; e++) {
      const u = neighbour[e]!;
      if (u < from || u >= to) outside += weight[e]!;
      else if (label[u] === own) stay += weight[e]!;
    }
    waiting[v] = outside > stay ? 1 : 0;
  }
};
