import type { MessagePort } from 'node:worker_threads';
import { doRange, type Results, type Scratches, type Tasks } from '../engine/crew.ts';

/** What a helper is told: plain values and shared arrays. */
export interface Order<Name extends keyof Tasks = keyof Tasks> {
  readonly name: Name;
  readonly task: Tasks[Name];
  readonly bounds: Uint32Array;
  readonly slots: Int32Array;
}

/** What a helper says of a range that gives something back. */
export interface Delivery {
  readonly range: number;
  readonly result: Results[keyof Tasks];
}

/** What a helper is started with. */
export interface Enlistment {
  /** Orders come here and deliveries go there. */
  readonly port: MessagePort;
  /** One cell for each helper: FREE, AT_WORK, and once its thread is at an end GONE or LOST. */
  readonly board: Int32Array;
  readonly place: number;
}

/** The next range that nobody has taken. */
export const NEXT = 0;
/** Helpers at work, or CLOSED when all ranges are done. */
export const INSIDE = 1;
/** Not 0 when a helper failed. */
export const FAILED = 2;
export const SLOTS = 3;
export const CLOSED = -1;

export const FREE = 0;
export const AT_WORK = 1;
/** Ended while it had nothing to do. */
export const GONE = 2;
/** Ended in the middle of its work. */
export const LOST = 3;

/** Takes ranges of an order, one after another, until none is left. */
export const rangesUntilDone = <Name extends keyof Tasks>(
  { name, task, bounds, slots }: Order<Name>,
  scratches: Scratches,
  deliver: (range: number, result: Results[Name]) => void,
): void => {
  for (let i = Atomics.add(slots, NEXT, 1); i + 1 < bounds.length; i = Atomics.add(slots, NEXT, 1))
    deliver(i, doRange(name, task, bounds[i]!, bounds[i + 1]!, scratches));
};

/** Enters an order, unless it is closed. */
export const enter = ({ slots }: Order, { board, place }: Enlistment): boolean => {
  for (;;) {
    const inside = Atomics.load(slots, INSIDE);
    if (inside === CLOSED) return false;
    Atomics.store(board, place, AT_WORK);
    if (Atomics.compareExchange(slots, INSIDE, inside, inside + 1) === inside) return true;
    Atomics.store(board, place, FREE);
  }
};

/** Leaves an order that was entered. */
export const leave = ({ slots }: Order, { board, place }: Enlistment): void => {
  Atomics.sub(slots, INSIDE, 1);
  Atomics.store(board, place, FREE);
  Atomics.notify(slots, INSIDE);
};
