import { Worker } from 'node:worker_threads';
import { type Crew, doRange, scratchKeeper, type Tasks } from '../engine/communities/leiden/crew.ts';
import { CLOSED, FAILED, INSIDE, type Order, rangesUntilDone, SLOTS } from './order.ts';
import { sharedArrays } from './shared-arrays.ts';

/** Threads that work at one task together with the thread that called for it. */
export interface ThreadCrew extends Crew {
  /** Ends the threads; the crew is of no use afterwards. */
  dismiss(): Promise<void>;
}

/**
 * A crew of this thread and `helpers` others. Ranges are taken one after another by whoever is free, so a helper that is still
 * starting holds nobody up. A task with an array that is not shared is done in this thread: a copy for each helper would cost
 * more than it saves. Blocks this thread while a task is worked at.
 */
export const enlist = (helpers: number): ThreadCrew => {
  const workers = Array.from({ length: helpers }, () => {
    // Options of this process (a test runner's, an inspector's) mean nothing to the thread.
    const worker = new Worker(new URL('./helper.ts', import.meta.url), { execArgv: [], name: 'ringfence crew' });
    worker.unref();
    return worker;
  });
  const scratch = scratchKeeper();
  return {
    ...sharedArrays(),
    scratch,
    each<Name extends keyof Tasks>(name: Name, task: Tasks[Name], bounds: Uint32Array) {
      if (bounds.length <= 2 || workers.length === 0 || !isShared(task)) {
        for (let i = 0; i + 1 < bounds.length; i++)
          doRange(name, task, bounds[i]!, bounds[i + 1]!, scratch(task.nodes));
        return;
      }
      const slots = new Int32Array(new SharedArrayBuffer(SLOTS * 4));
      const order: Order = { name, task, bounds, slots };
      for (const worker of workers) worker.postMessage(order);
      try {
        rangesUntilDone(order, scratch);
      } finally {
        close(slots);
      }
      if (Atomics.load(slots, FAILED) !== 0) throw new Error(`a thread failed at the task ${name}`);
    },
    async dismiss() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
};

/** Waits until no helper is at work any more, and lets none begin. */
const close = (slots: Int32Array): void => {
  for (;;) {
    const inside = Atomics.compareExchange(slots, INSIDE, 0, CLOSED);
    if (inside === 0) return;
    Atomics.wait(slots, INSIDE, inside);
  }
};

/** Whether every array of a task, and of what it holds, is in memory that threads share. */
const isShared = (part: object): boolean =>
  Object.values(part).every((value) =>
    ArrayBuffer.isView(value)
      ? value.buffer instanceof SharedArrayBuffer
      : typeof value !== 'object' || value === null || isShared(value),
  );
