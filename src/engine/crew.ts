import type { Cut } from './communities/cut.ts';
import { type AggregateRange, aggregateRange } from './communities/leiden/aggregate.ts';
import { type GatherRange, gatherRange } from './communities/leiden/gather.ts';
import { type MoveRange, moveRange } from './communities/leiden/move.ts';
import { type Scratch, scratchFor } from './communities/leiden/partition.ts';
import { type RefineRange, refineRange } from './communities/leiden/refine.ts';
import { type FoundLinks, type LinkScratch, type LinksRange, linkRange, linkScratch } from './links/link-range.ts';
import { type PairsRange, pairRange, type WeighedPairs } from './links/pair-range.ts';
import { type Arrays, ownArrays } from './support/arrays.ts';

/** Work that is cut into ranges which touch nothing of each other, by name, so that a thread can be told to do it. */
export interface Tasks {
  readonly gather: GatherRange;
  readonly move: MoveRange;
  readonly refine: RefineRange;
  readonly aggregate: AggregateRange;
  readonly links: LinksRange;
  readonly pairs: PairsRange;
}

/** What a range of a task gives back, beside what it writes into the task's arrays. */
export interface Results {
  readonly gather: undefined;
  readonly move: undefined;
  readonly refine: undefined;
  readonly aggregate: undefined;
  readonly links: FoundLinks;
  readonly pairs: WeighedPairs;
}

/**
 * Whoever works at the ranges of a task: one, or several at once. Ranges are cut by the input alone and none reads what
 * another writes, so the result is the same whoever does which, in any order.
 */
export interface Crew extends Arrays {
  /** What cuts graphs into communities where `community` is `gds-leiden`: a server's Leiden, which the engine knows nothing of. */
  readonly cut?: Cut | undefined;
  /** Scratch arrays of this thread, free between tasks. */
  scratch(nodes: number): Scratch;
  /**
   * Does the task for every range `bounds[i]` ≤ … < `bounds[i + 1]`; returns when all are done, what they give in order of the
   * ranges. `onProgress` is told the share of ranges that somebody has begun.
   */
  each<Name extends keyof Tasks>(
    name: Name,
    task: Tasks[Name],
    bounds: Uint32Array,
    onProgress?: (fraction: number) => void,
  ): readonly Results[Name][];
}

/** Scratch arrays of a thread. */
export interface Scratches {
  nodes(nodes: number): Scratch;
  links(task: LinksRange): LinkScratch;
}

/** One range of one task. */
export const doRange = <Name extends keyof Tasks>(
  name: Name,
  task: Tasks[Name],
  from: number,
  to: number,
  scratches: Scratches,
): Results[Name] => (WORK[name] as Work<Name>)(task, from, to, scratches);

type Work<Name extends keyof Tasks> = (
  task: Tasks[Name],
  from: number,
  to: number,
  scratches: Scratches,
) => Results[Name];

const inPlace =
  <Task extends { readonly nodes: number }>(work: (task: Task, from: number, to: number, scratch: Scratch) => void) =>
  (task: Task, from: number, to: number, scratches: Scratches): undefined => {
    work(task, from, to, scratches.nodes(task.nodes));
  };

const WORK: { readonly [Name in keyof Tasks]: Work<Name> } = {
  gather: inPlace(gatherRange),
  move: inPlace(moveRange),
  refine: inPlace(refineRange),
  aggregate: inPlace(aggregateRange),
  links: ({ plan, among }, from, to, scratches) => linkRange(plan, from, to, scratches.links({ plan, among }), among),
  pairs: (task, from, to, scratches) => pairRange(task, from, to, scratches.links(task).pair),
};

/** Scratch arrays that are kept from range to range. */
export const scratchKeeper = (): Scratches => {
  let scratch = scratchFor(0);
  const links = new WeakMap<LinksRange['plan'], LinkScratch>();
  return {
    nodes(nodes) {
      if (scratch.queue.length < nodes) scratch = scratchFor(nodes);
      return scratch;
    },
    links({ plan }) {
      let kept = links.get(plan);
      if (kept === undefined) {
        kept = linkScratch(plan);
        links.set(plan, kept);
      }
      return kept;
    },
  };
};

/** A crew of one, in this thread. */
export const alone = (): Crew => {
  const scratches = scratchKeeper();
  return {
    ...ownArrays,
    scratch: scratches.nodes,
    each: (name, task, bounds, onProgress) => eachHere(name, task, bounds, scratches, onProgress),
  };
};

/** All ranges of a task one after another, in this thread. */
export const eachHere = <Name extends keyof Tasks>(
  name: Name,
  task: Tasks[Name],
  bounds: Uint32Array,
  scratches: Scratches,
  onProgress: (fraction: number) => void = () => undefined,
): readonly Results[Name][] => {
  const ranges = bounds.length - 1;
  return Array.from({ length: ranges }, (_, i) => {
    onProgress(i / ranges);
    return doRange(name, task, bounds[i]!, bounds[i + 1]!, scratches);
  });
};

/** Half-links of a range: its rows fit a core's cache. */
const RANGE = 1 << 16;

/**
 * Cuts 0 ≤ i < `items` into ranges by how much each of them holds; a range begins only where `mayCut`. Returns the bounds of
 * ranges, one more than there are ranges.
 */
export const rangesBy = (
  items: number,
  halves: (i: number) => number,
  mayCut: (i: number) => boolean = () => true,
): Uint32Array => {
  const bounds: number[] = [];
  let since = RANGE;
  for (let i = 0; i < items; i++) {
    if (since >= RANGE && mayCut(i)) {
      bounds.push(i);
      since = 0;
    }
    since += halves(i);
  }
  bounds.push(items);
  return Uint32Array.from(bounds);
};
