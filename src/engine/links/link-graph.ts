import { ownArrays } from '../support/arrays.ts';
import { roomy } from '../support/stretches.ts';

/** Links between accounts as an undirected weighted graph in compressed sparse rows; each link stands in both rows. */
export interface LinkGraph {
  readonly nodes: number;
  /** Number of links (each counted once). */
  readonly links: number;
  readonly start: Uint32Array;
  /** Neighbours ascending in each row. */
  readonly neighbour: Uint32Array;
  readonly bits: Float64Array;
  /** How many pairs a link stands for: 1, or more where a large block was sampled. */
  readonly stands: Float32Array;
}

/** From link columns, each pair once, in any order. O(nodes + links), neighbours sorted by two counting passes. */
export const linkGraph = (
  nodes: number,
  a: Uint32Array,
  b: Uint32Array,
  bits: Float64Array,
  stands: Float32Array,
): LinkGraph => {
  const links = a.length;
  const start = new Uint32Array(nodes + 1);
  // Zeros that nobody wrote to take no memory.
  if (links === 0)
    return { nodes, links, start, neighbour: new Uint32Array(), bits: new Float64Array(), stands: new Float32Array() };
  for (let i = 0; i < links; i++) {
    start[a[i]! + 1]!++;
    start[b[i]! + 1]!++;
  }
  for (let v = 0; v < nodes; v++) start[v + 1]! += start[v]!;
  // First pass: half-edges by target. Walking targets upward then fills every row in ascending order.
  const byTarget = new Uint32Array(links * 2);
  const cursor = start.slice();
  for (let i = 0; i < links; i++) {
    byTarget[cursor[b[i]!]!++] = i * 2;
    byTarget[cursor[a[i]!]!++] = i * 2 + 1;
  }
  const neighbour = roomy.uint32(links * 2);
  const rowBits = roomy.float64(links * 2);
  const rowStands = roomy.float32(links * 2);
  cursor.set(start);
  for (const half of byTarget) {
    const i = half >>> 1;
    const swapped = (half & 1) === 1;
    const at = cursor[swapped ? b[i]! : a[i]!]!++;
    neighbour[at] = swapped ? a[i]! : b[i]!;
    rowBits[at] = bits[i]!;
    rowStands[at] = stands[i]!;
  }
  ownArrays.release(byTarget, cursor);
  return { nodes, links, start, neighbour, bits: rowBits, stands: rowStands };
};

/** Both graphs' links on the same nodes; a link of both has the more bits. Rows of one that the other has none of are copied in blocks. O(nodes + links). */
export const joinedLinks = (one: LinkGraph, two: LinkGraph): LinkGraph => {
  if (two.links === 0) return one;
  const most = one.neighbour.length + two.neighbour.length;
  const start = new Uint32Array(one.nodes + 1);
  const [neighbour, bits, stands] = [new Uint32Array(most), new Float64Array(most), new Float32Array(most)];
  let at = 0;
  const put = (graph: LinkGraph, e: number): void => {
    neighbour[at] = graph.neighbour[e]!;
    bits[at] = graph.bits[e]!;
    stands[at++] = graph.stands[e]!;
  };
  const putAll = (graph: LinkGraph, from: number, to: number): void => {
    neighbour.set(graph.neighbour.subarray(from, to), at);
    bits.set(graph.bits.subarray(from, to), at);
    stands.set(graph.stands.subarray(from, to), at);
    at += to - from;
  };
  const hasMore = (v: number): boolean => two.start[v] !== two.start[v + 1];
  const join = (v: number): void => {
    let [i, j] = [one.start[v]!, two.start[v]!];
    const [iEnd, jEnd] = [one.start[v + 1]!, two.start[v + 1]!];
    while (i < iEnd || j < jEnd) {
      const x = i < iEnd ? one.neighbour[i]! : one.nodes;
      const y = j < jEnd ? two.neighbour[j]! : one.nodes;
      const isOnes = x < y || (x === y && one.bits[i]! >= two.bits[j]!);
      if (isOnes) put(one, i);
      else put(two, j);
      if (x <= y) i++;
      if (y <= x) j++;
    }
  };
  for (let v = 0; v < one.nodes; ) {
    if (hasMore(v)) {
      join(v++);
      start[v] = at;
      continue;
    }
    const first = v;
    while (v < one.nodes && !hasMore(v)) v++;
    for (let i = first; i < v; i++) start[i + 1] = at + one.start[i + 1]! - one.start[first]!;
    putAll(one, one.start[first]!, one.start[v]!);
  }
  return {
    nodes: one.nodes,
    links: at / 2,
    start,
    neighbour: neighbour.subarray(0, at),
    bits: bits.subarray(0, at),
    stands: stands.subarray(0, at),
  };
};

/** The graph on `members` (ascending) alone, renumbered by their place in it. One walk over their links, which are room enough. */
export const inducedGraph = (graph: LinkGraph, members: Uint32Array, localOf: Int32Array): LinkGraph => {
  let most = 0;
  for (let i = 0; i < members.length; i++) {
    localOf[members[i]!] = i;
    most += graph.start[members[i]! + 1]! - graph.start[members[i]!]!;
  }
  const start = new Uint32Array(members.length + 1);
  const neighbour = new Uint32Array(most);
  const bits = new Float64Array(most);
  const stands = new Float32Array(most);
  let at = 0;
  for (let i = 0; i < members.length; i++) {
    for (let e = graph.start[members[i]!]!; e < graph.start[members[i]! + 1]!; e++) {
      const local = localOf[graph.neighbour[e]!]!;
      if (local < 0) continue;
      neighbour[at] = local;
      bits[at] = graph.bits[e]!;
      stands[at++] = graph.stands[e]!;
    }
    start[i + 1] = at;
  }
  for (const v of members) localOf[v] = -1;
  const nodes = members.length;
  if (at === most) return { nodes, links: at / 2, start, neighbour, bits, stands };
  // Where many links lead out, what is left over of the room is given back.
  const cut = <Column extends Uint32Array | Float64Array | Float32Array>(column: Column): Column =>
    (2 * at < most ? column.slice(0, at) : column.subarray(0, at)) as Column;
  return { nodes, links: at / 2, start, neighbour: cut(neighbour), bits: cut(bits), stands: cut(stands) };
};
