import { type AggregateRange, aggregateRange } from './aggregate.ts';
import { type Arrays, ownArrays } from './arrays.ts';
import { type GatherRange, gatherRange } from './gather.ts';
import { type MoveRange, moveRange } from './move.ts';
import { type Scratch, scratchFor } from './partition.ts';
import { type RefineRange, refineRange } from './refine.ts';

/** Work that is cut into ranges which touch nothing of each other, by name, so that a thread can be told to do it. */
export interface Tasks {
  readonly gather: GatherRange;
  readonly move: MoveRange;
  readonly refine: RefineRange;
  readonly aggregate: AggregateRange;
}

/**
 * Whoever works at the ranges of a task: one, or several at once. Ranges are cut by the graph alone and none reads what
 * another writes, so the result is the same whoever does which, in any order.
 */
export interface Crew extends Arrays {
  /** Scratch arrays of this thread, free between tasks. */
  scratch(nodes: number): Scratch;
  /** Does the task for every range `bounds[i]` ≤ … < `bounds[i + 1]`; returns when all are done. */
  each<Name extends keyof Tasks>(name: Name, task: Tasks[Name], bounds: Uint32Array): void;
}

/** One range of one task. `nodes` is the number of nodes that the task may see. */
export const doRange = <Name extends keyof Tasks>(
  name: Name,
  task: Tasks[Name],
  from: number,
  to: number,
  scratch: Scratch,
): void =>
  (WORK[name] as (task: Tasks[Name], from: number, to: number, scratch: Scratch) => void)(task, from, to, scratch);

const WORK = { gather: gatherRange, move: moveRange, refine: refineRange, aggregate: aggregateRange } as const;

/** Scratch arrays that are kept from task to task. */
export const scratchKeeper = (): ((nodes: number) => Scratch) => {
  let scratch = scratchFor(0);
  return (nodes) => {
    if (scratch.queue.length < nodes) scratch = scratchFor(nodes);
    return scratch;
  };
};

/** A crew of one, in this thread. */
export const alone = (): Crew => {
  const scratch = scratchKeeper();
  return {
    ...ownArrays,
    scratch,
    each(name, task, bounds) {
      for (let i = 0; i + 1 < bounds.length; i++) doRange(name, task, bounds[i]!, bounds[i + 1]!, scratch(task.nodes));
    },
  };
};

/** Half-links of a range: its rows fit a core's cache. */
const RANGE = 1 << 16;

/**
 * Cuts 0 ≤ i < `items` into ranges by their half-links; a range begins only where `mayCut`. Returns the bounds of ranges, one
 * more than there are ranges.
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
