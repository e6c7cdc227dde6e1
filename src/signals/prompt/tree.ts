import { buckets } from './buckets.ts';
import type { Code } from './codes.ts';
import { type Group, likeness, type Member } from './group.ts';
import { mix } from './mix.ts';

/** Words at an edge by which leaves are told apart. A leaf that is full is divided by the next depth. */
const DEPTHS = [2, 4, 7, 11, 16] as const;
/** Groups of a leaf before it is divided; leaves of the last depth keep the newest. */
const WIDEST_LEAF = 24;
const ENDS = 2;

/**
 * Groups by length and leading words, as in Drain, and by length and last words: a slot may stand at either edge. A tree of
 * bounded depth and width, so that a look-up costs at most some fifty comparisons.
 */
export interface GroupTree<T extends Member> {
  /** The group that a skeleton is most alike to; the elder of equals; undefined where it belongs to none. */
  find(skeleton: readonly Code[]): Group<T> | undefined;
  add(group: Group<T>): void;
  remove(group: Group<T>): void;
}

export const groupTree = <T extends Member>(): GroupTree<T> => {
  const leaves = buckets<Group<T>>();
  const divided = new Set<number>();
  /** The paths by which a group was put in; what its positions hold may change later. */
  const paths = new Map<Group<T>, Float64Array>();

  /** Where the way along one end's paths goes today. */
  const leafOf = (own: Float64Array, end: number): number => {
    let at = end;
    while (at + ENDS < own.length && divided.has(own[at]!)) at += ENDS;
    return own[at]!;
  };

  const put = (group: Group<T>, own: Float64Array, end: number): void => {
    const leaf = leafOf(own, end);
    leaves.add(leaf, group);
    if (leaves.size(leaf) <= WIDEST_LEAF) return;
    const last = own[own.length - ENDS + end] === leaf;
    const groups = leaves.take(leaf);
    if (last) for (const other of groups.slice(1)) leaves.add(leaf, other);
    else {
      divided.add(leaf);
      for (const other of groups) put(other, paths.get(other)!, end);
    }
  };

  return {
    find(skeleton) {
      let found: Group<T> | undefined;
      let most = 0;
      const own = pathsOf(skeleton);
      for (let end = 0; end < ENDS; end++) {
        leaves.each(leafOf(own, end), (group) => {
          const alike = likeness(group, skeleton);
          if (alike <= most) return;
          found = group;
          most = alike;
        });
      }
      return found;
    },
    add(group) {
      const own = pathsOf(group.same);
      paths.set(group, own);
      for (let end = 0; end < ENDS; end++) put(group, own, end);
    },
    remove(group) {
      const own = paths.get(group);
      if (own === undefined) return;
      for (let end = 0; end < ENDS; end++) leaves.remove(leafOf(own, end), group);
      paths.delete(group);
    },
  };
};

/** A number for each depth and end: a hash of the length, the depth, the end and the words there. */
const pathsOf = (skeleton: readonly Code[]): Float64Array => {
  const { length } = skeleton;
  const paths = new Float64Array(DEPTHS.length * ENDS);
  let head = 0;
  let tail = 0;
  let words = 0;
  DEPTHS.forEach((depth, level) => {
    for (; words < Math.min(depth, length); words++) {
      head = mix(head, skeleton[words]!);
      tail = mix(tail, skeleton[length - 1 - words]!);
    }
    const place = (length * DEPTHS.length + level) * ENDS;
    paths[level * ENDS] = place * 2 ** 32 + head;
    paths[level * ENDS + 1] = (place + 1) * 2 ** 32 + tail;
  });
  return paths;
};
