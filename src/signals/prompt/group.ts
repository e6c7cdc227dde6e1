import { ANY, type Code } from './codes.ts';
import { mix } from './mix.ts';

/** What a group needs of a template: the codes it is compared by, ANY at open positions. The group changes them. */
export interface Member {
  readonly skeleton: Code[];
}

/**
 * Skeletons of one length that are alike: what Drain (He et al., ICWS 2017) keeps in a leaf as one template. Here the members
 * stay templates of their own until a position has shown enough different words to be called open; so `screen on` and
 * `screen off` stay two, and `user alice`, `user bob`, … become one.
 */
export interface Group<T extends Member> {
  readonly length: number;
  /** The word that all members have there, ANY where they differ. */
  readonly same: Code[];
  /** Positions where members differ → words seen there; null once the position is open. */
  readonly varied: Map<number, Set<Code> | null>;
  /** Templates by what stands at their varied, not yet open positions. */
  templates: Map<number, T>;
}

/** The share of words that must be the same for a skeleton to belong to a group. Drain's usual thresholds are .4–.7. */
const ALIKE = 0.7;
/** A slot is this many words at most; where more differ in a row, two texts say different things. */
const LONGEST_SLOT = 3;
/**
 * So many different words open a position. Measured on the eight log systems used for development (mean grouping accuracy):
 * .948 at 3, .965 at 4, .957 at 5, .909 at 8; Drain's way, opening at the second word, .88.
 */
const OPEN_AT = 4;

export const groupOf = <T extends Member>(skeleton: readonly Code[]): Group<T> => {
  const group: Group<T> = { length: skeleton.length, same: [...skeleton], varied: new Map(), templates: new Map() };
  skeleton.forEach((code, at) => {
    if (code === ANY) group.varied.set(at, null);
  });
  return group;
};

/** The share of words that are the same as all members have; 0 where the skeleton does not belong to the group. */
export const likeness = (group: Group<Member>, skeleton: readonly Code[]): number => {
  const { same, length } = group;
  const most = length - Math.ceil(ALIKE * length);
  let differing = 0;
  let run = 0;
  for (let i = 0; i < length; i++) {
    if (same[i] === skeleton[i] && same[i] !== ANY) run = 0;
    else if (++differing > most || ++run > LONGEST_SLOT) return 0;
  }
  return 1 - differing / length;
};

/** What stands at the varied, not yet open positions: the same for all uses of one template. */
export const formIn = (group: Group<Member>, skeleton: readonly Code[]): number => {
  let high = 0;
  let low = 0;
  for (const [at, words] of group.varied) {
    if (words === null) continue;
    high = mix(high, skeleton[at]!);
    low = mix(skeleton[at]!, low);
  }
  // 20 bits more than 32: few templates are in a group, and whoever finds one looks at its words as well.
  return (high >>> 12) * 2 ** 32 + low;
};

/** Counts a skeleton that belongs to a group as seen. Returns whether forms are others than before. */
export const widen = (group: Group<Member>, skeleton: readonly Code[]): boolean => {
  let changed = false;
  for (let i = 0; i < group.length; i++) {
    const code = skeleton[i]!;
    const before = group.same[i]!;
    if (before !== ANY && before === code) continue;
    const words = group.varied.get(i);
    if (words === null) continue;
    if (words === undefined) {
      group.varied.set(i, new Set([before]));
      group.same[i] = ANY;
      changed = true;
    }
    if (code === ANY) group.varied.set(i, null);
    else if (group.varied.get(i)!.add(code).size >= OPEN_AT) group.varied.set(i, null);
    if (group.varied.get(i) === null) changed = true;
  }
  return changed;
};

/**
 * Opens the open positions in the group's templates and puts each under its form anew. `meet` is told of each two that have
 * become one and says which of them stays; `opened` is told of each that became more general.
 */
export const regroup = <T extends Member>(
  group: Group<T>,
  meet: (one: T, other: T) => T,
  opened: (template: T) => void,
): void => {
  const before = [...group.templates.values()];
  group.templates = new Map();
  for (const template of before) {
    let wider = false;
    for (const [at, words] of group.varied) {
      if (words !== null || template.skeleton[at] === ANY) continue;
      template.skeleton[at] = ANY;
      wider = true;
    }
    const form = formIn(group, template.skeleton);
    const there = group.templates.get(form);
    const stays = there === undefined ? template : meet(there, template);
    group.templates.set(form, stays);
    if (wider && stays === template) opened(template);
  }
};
