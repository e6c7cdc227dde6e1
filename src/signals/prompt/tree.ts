import { buckets, NONE } from './buckets.ts';
import type { Code } from './codes.ts';
import { type Group, likeness, type Member } from './group.ts';
import { mix } from './mix.ts';
import { slots } from './slots.ts';

/** Words at an edge by which leaves are told apart. A leaf that is full is divided by the next depth. */
const DEPTHS = [2, 4, 7, 11, 16] as const;
/** Groups of a leaf before it is divided; leaves of the last depth keep the newest. */
const WIDEST_LEAF = 24;
const ENDS = 2;
/** Numbers that a group's ways through the tree are made of. */
const PATHS = DEPTHS.length * ENDS;

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
  const leaves = buckets();
  const divided = new Set<number>();
  const places = slots<Group<T>>();
  /** The paths by which groups were put in, one behind another; what their positions hold may change later. */
  let paths = new Float64Array(64 * PATHS);
  const asked = new Float64Array(PATHS);

  /** Where the way along one end's paths goes today, of the paths that begin at `offset`. */
  const leafOf = (own: Float64Array, offset: number, end: number): number => {
    let at = end;
    while (at + ENDS < PATHS && divided.has(own[offset + at]!)) at += ENDS;
    return own[offset + at]!;
  };

  const put = (place: number, end: number): void => {
    const leaf = leafOf(paths, place * PATHS, end);
    leaves.add(leaf, place);
    if (leaves.size(leaf) <= WIDEST_LEAF) return;
    const last = paths[(place + 1) * PATHS - ENDS + end] === leaf;
    const members = leaves.take(leaf);
    if (last) for (const other of members.slice(1)) leaves.add(leaf, other);
    else {
      divided.add(leaf);
      for (const other of members) put(other, end);
    }
  };

  return {
    find(skeleton) {
      let found: Group<T> | undefined;
      let most = 0;
      pathsOf(skeleton, asked, 0);
      for (let end = 0; end < ENDS; end++) {
        for (let entry = leaves.first(leafOf(asked, 0, end)); entry !== NONE; entry = leaves.after(entry)) {
          const group = places.at(leaves.item(entry));
          const alike = likeness(group, skeleton);
          if (alike <= most) continue;
          found = group;
          most = alike;
        }
      }
      return found;
    },
    add(group) {
      const place = places.add(group);
      group.place = place;
      if (places.count * PATHS > paths.length) {
        const before = paths;
        paths = new Float64Array(2 * before.length);
        paths.set(before);
      }
      pathsOf(group.same, paths, place * PATHS);
      for (let end = 0; end < ENDS; end++) put(place, end);
    },
    remove(group) {
      const { place } = group;
      if (place === NONE) return;
      for (let end = 0; end < ENDS; end++) leaves.remove(leafOf(paths, place * PATHS, end), place);
      places.remove(place);
      group.place = NONE;
    },
  };
};

/** Writes a number for each depth and end, from `offset` on: a hash of the length, the depth, the end and the words there. */
const pathsOf = (skeleton: readonly Code[], into: Float64Array, offset: number): void => {
  const { length } = skeleton;
  let head = 0;
  let tail = 0;
  let words = 0;
  for (let level = 0; level < DEPTHS.length; level++) {
    const until = Math.min(DEPTHS[level]!, length);
    for (; words < until; words++) {
      head = mix(head, skeleton[words]!);
      tail = mix(tail, skeleton[length - 1 - words]!);
    }
    const place = (length * DEPTHS.length + level) * ENDS;
    into[offset + level * ENDS] = place * 2 ** 32 + head;
    into[offset + level * ENDS + 1] = (place + 1) * 2 ** 32 + tail;
  }
};
