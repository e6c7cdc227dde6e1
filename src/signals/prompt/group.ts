import { NONE } from './buckets.ts';
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
  /** The word that all members have there, ANY where they differ. The founder's own until members differ. */
  same: Code[];
  /** Positions where members differ → words seen there; null once the position is open. No map before there are any. */
  varied: Map<number, Set<Code> | null> | null;
  /** Templates by what stands at their varied, not yet open positions: their form. Most groups have one, and no map then. */
  templates: Map<number, T> | T | null;
  /** Where the tree has it; `NONE` where it has not. */
  place: number;
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

export const groupOf = <T extends Member>(founder: T): Group<T> => {
  const { skeleton } = founder;
  const open = skeleton.flatMap((code, at) => (code === ANY ? [[at, null] as const] : []));
  return {
    length: skeleton.length,
    same: open.length === 0 ? skeleton : [...skeleton],
    varied: open.length === 0 ? null : new Map(open),
    templates: null,
    place: NONE,
  };
};

/** The template of a form. */
export const templateAt = <T extends Member>(group: Group<T>, form: number): T | undefined => {
  const { templates } = group;
  if (templates instanceof Map) return templates.get(form);
  return templates !== null && formIn(group, templates.skeleton) === form ? templates : undefined;
};

/** Puts a template under its form, where none may be. */
export const putTemplate = <T extends Member>(group: Group<T>, template: T): void => {
  const { templates } = group;
  if (templates === null) group.templates = template;
  else {
    const all = templates instanceof Map ? templates : new Map([[formIn(group, templates.skeleton), templates]]);
    group.templates = all.set(formIn(group, template.skeleton), template);
  }
};

/** Takes a template out; true when it was the last one. */
export const dropTemplate = <T extends Member>(group: Group<T>, template: T): boolean => {
  const { templates } = group;
  if (!(templates instanceof Map)) {
    if (templates === template) group.templates = null;
    return group.templates === null;
  }
  for (const [form, member] of templates) if (member === template) templates.delete(form);
  return templates.size === 0;
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
  if (group.varied === null) return 0;
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
    if (group.varied === null) {
      group.varied = new Map();
      group.same = [...group.same];
    }
    const words = group.varied.get(i);
    if (words === null) continue;
    if (words === undefined) {
      group.varied.set(i, new Set([before]));
      group.same[i] = ANY;
      changed = true;
    }
    if (code === ANY || group.varied.get(i)!.add(code).size >= OPEN_AT) {
      group.varied.set(i, null);
      changed = true;
    }
  }
  return changed;
};

/**
 * Takes a newcomer in whose form is taken, or after forms have become others: opens the open positions in the group's templates
 * and puts each under its form anew. `meet` is told of each two that have become one and says which of them stays; `opened`
 * is told of each that became more general.
 */
export const regroup = <T extends Member>(
  group: Group<T>,
  newcomer: T,
  meet: (one: T, other: T) => T,
  opened: (template: T) => void,
): void => {
  const { templates } = group;
  const before = templates instanceof Map ? [...templates.values()] : templates === null ? [] : [templates];
  const after = new Map<number, T>();
  for (const template of [...before, newcomer]) {
    let wider = false;
    for (const [at, words] of group.varied ?? []) {
      if (words !== null || template.skeleton[at] === ANY) continue;
      template.skeleton[at] = ANY;
      wider = true;
    }
    const form = formIn(group, template.skeleton);
    const there = after.get(form);
    const stays = there === undefined ? template : meet(there, template);
    after.set(form, stays);
    if (wider && stays === template) opened(template);
  }
  group.templates = after.size === 1 ? [...after.values()][0]! : after;
};
