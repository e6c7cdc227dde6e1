import type { Arrays } from '../../support/arrays.ts';

/** Who belongs where. Communities bear the numbers of nodes, so that there is an empty one for whoever wants to be alone. */
export interface Partition {
  /** Community of each node. */
  readonly label: Int32Array;
  /** Sum of the sizes of each community's nodes. */
  readonly total: Float64Array;
  /** Number of nodes of each community. */
  readonly members: Int32Array;
}

/** The partition with these labels, each below the number of nodes. */
export const partitionOf = (label: Int32Array, size: Float64Array, arrays: Arrays): Partition => {
  const total = arrays.float64(label.length);
  const members = arrays.int32(label.length);
  for (let v = 0; v < label.length; v++) {
    total[label[v]!]! += size[v]!;
    members[label[v]!]!++;
  }
  return { label, total, members };
};

/** Nodes sorted by a number of theirs below `groups`, ascending among equals, and where each group begins. O(nodes + groups). */
export const grouped = (
  group: Int32Array | Uint32Array,
  groups: number,
  arrays: Arrays,
): { readonly node: Uint32Array; readonly first: Uint32Array } => {
  const first = arrays.uint32(groups + 1);
  for (let v = 0; v < group.length; v++) first[group[v]! + 1]!++;
  for (let g = 0; g < groups; g++) first[g + 1]! += first[g]!;
  const cursor = first.slice(0, groups);
  const node = arrays.uint32(group.length);
  for (let v = 0; v < group.length; v++) node[cursor[group[v]!]!++] = v;
  return { node, first };
};

/** Gives groups new numbers 0 … in order of their first nodes, in place; returns how many there are. O(nodes). */
export const numberByFirst = (group: Int32Array | Uint32Array): number => {
  const numberOf = new Int32Array(group.length).fill(-1);
  let count = 0;
  for (let v = 0; v < group.length; v++) {
    const g = group[v]!;
    if (numberOf[g]! < 0) numberOf[g] = count++;
    group[v] = numberOf[g]!;
  }
  return count;
};

/** Names each group, a number below `groups`, by its first node, in place. O(nodes + groups). */
export const nameByFirst = (group: Int32Array, groups: number): void => {
  const nameOf = new Int32Array(groups).fill(-1);
  for (let v = 0; v < group.length; v++) {
    const g = group[v]!;
    if (nameOf[g]! < 0) nameOf[g] = v;
    group[v] = nameOf[g]!;
  }
};

/** Arrays that a worker needs while it is at a range, as long as the nodes it may see. */
export interface Scratch {
  /** Weight from the node at hand to each community; negative where there is no link. */
  readonly toward: Float64Array;
  readonly touched: Int32Array;
  readonly queue: Int32Array;
}

export const scratchFor = (nodes: number): Scratch => ({
  toward: new Float64Array(nodes).fill(-1),
  touched: new Int32Array(nodes),
  queue: new Int32Array(nodes),
});

/**
 * Gains that differ by less than this share of a node's weighted degree are equal: above what sums of doubles in another
 * order differ by, so that no node is moved to and fro for ever.
 */
export const TIE = 1e-10;
