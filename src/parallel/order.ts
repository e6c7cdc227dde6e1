import { doRange, type scratchKeeper, type Tasks } from '../engine/communities/leiden/crew.ts';

/** What a helper is told: plain values and shared arrays. */
export interface Order<Name extends keyof Tasks = keyof Tasks> {
  readonly name: Name;
  readonly task: Tasks[Name];
  readonly bounds: Uint32Array;
  readonly slots: Int32Array;
}

/** The next range that nobody has taken. */
export const NEXT = 0;
/** Helpers at work, or CLOSED when all ranges are done. */
export const INSIDE = 1;
/** Not 0 when a helper failed. */
export const FAILED = 2;
export const SLOTS = 3;
export const CLOSED = -1;

/** Takes ranges of an order, one after another, until none is left. */
export const rangesUntilDone = (
  { name, task, bounds, slots }: Order,
  scratch: ReturnType<typeof scratchKeeper>,
): void => {
  for (let i = Atomics.add(slots, NEXT, 1); i + 1 < bounds.length; i = Atomics.add(slots, NEXT, 1))
    doRange(name, task, bounds[i]!, bounds[i + 1]!, scratch(task.nodes));
};
