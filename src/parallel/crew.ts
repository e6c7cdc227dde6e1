import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Crew, eachHere, type Results, scratchKeeper, type Tasks } from '../engine/crew.ts';
import { RingfenceError } from '../errors.ts';
import type { Roll } from './foreman.ts';
import {
  CLOSED,
  type Delivery,
  type Enlistment,
  FAILED,
  INSIDE,
  LOST,
  NEXT,
  type Order,
  rangesUntilDone,
  SLOTS,
} from './order.ts';
import { sharedArrays } from './shared-arrays.ts';

/** Threads that work at one task together with the thread that called for it. */
export interface ThreadCrew extends Crew {
  /** Ends the threads; the crew is of no use afterwards. */
  dismiss(): Promise<void>;
}

export interface CrewOptions {
  /** The script of the helpers; tests hand in one that ends in the middle of its work. */
  readonly script?: URL;
}

/**
 * A crew of this thread and `helpers` others, which start at the first task that they can share. Ranges are taken one after another
 * by whoever is free, so a helper that is still starting holds nobody up. A task with an array that is not shared is done in
 * this thread: a copy for each helper would cost more than it saves. Blocks this thread while a task is worked at; throws
 * RingfenceError `run-failed` when a helper fails, or is ended, in the middle of one.
 */
export const enlist = (helpers: number, { script = HELPER }: CrewOptions = {}): ThreadCrew => {
  const scratches = scratchKeeper();
  const board = new Int32Array(new SharedArrayBuffer(Math.max(1, helpers) * 4));
  let gang: ReturnType<typeof start> | undefined;
  return {
    ...sharedArrays(),
    scratch: scratches.nodes,
    each<Name extends keyof Tasks>(
      name: Name,
      task: Tasks[Name],
      bounds: Uint32Array,
      onProgress: (fraction: number) => void = () => undefined,
    ) {
      if (bounds.length <= 2 || helpers === 0 || !isShared(task))
        return eachHere(name, task, bounds, scratches, onProgress);
      gang ??= start(helpers, board, script);
      const slots = new Int32Array(new SharedArrayBuffer(SLOTS * 4));
      const order: Order<Name> = { name, task, bounds, slots };
      for (const port of gang.ports) port.postMessage(order);
      const results: Results[Name][] = new Array(bounds.length - 1);
      try {
        rangesUntilDone(order, scratches, (range, result) => {
          results[range] = result;
          onProgress((range + 1) / (bounds.length - 1));
        });
      } finally {
        close(slots, board, name);
      }
      if (Atomics.load(slots, FAILED) !== 0) throw failure(`A thread failed at its share of the run (${name}).`);
      for (const port of gang.ports)
        for (let told = receiveMessageOnPort(port); told !== undefined; told = receiveMessageOnPort(port)) {
          const { range, result } = told.message as Delivery;
          results[range] = result as Results[Name];
        }
      return results;
    },
    async dismiss() {
      await gang?.foreman.terminate();
    },
  };
};

const HELPER = new URL('./helper.ts', import.meta.url);

const start = (helpers: number, board: Int32Array, script: URL) => {
  const channels = Array.from({ length: helpers }, () => new MessageChannel());
  const enlistments = channels.map(({ port2 }, place): Enlistment => ({ port: port2, board, place }));
  const foreman = new Worker(new URL('./foreman.ts', import.meta.url), {
    workerData: { helpers: enlistments, script: script.href } satisfies Roll,
    transferList: channels.map(({ port2 }) => port2),
    execArgv: [],
    name: 'ringfence foreman',
  });
  foreman.unref();
  return { foreman, ports: channels.map(({ port1 }) => port1) };
};

/** Between looks at whether a helper that is waited for is still there, ms. */
const LOOK_MS = 100;

/** Waits until no helper is at work any more, and lets none begin. */
const close = (slots: Int32Array, board: Int32Array, name: string): void => {
  for (;;) {
    const inside = Atomics.compareExchange(slots, INSIDE, 0, CLOSED);
    if (inside === 0) return;
    if (board.includes(LOST)) {
      // No range is left for the others.
      Atomics.store(slots, NEXT, 0x7fff_0000);
      throw failure(`A thread that shared the work of the run was ended in the middle of it (${name}).`);
    }
    Atomics.wait(slots, INSIDE, inside, LOOK_MS);
  }
};

const failure = (detail: string): RingfenceError =>
  new RingfenceError({ type: 'run-failed', detail, mend: 'The machine may be short of memory; start the run again.' });

/** Whether every array of a task, and of what it holds, is in memory that threads share. */
const isShared = (part: object): boolean =>
  Object.values(part).every((value) =>
    ArrayBuffer.isView(value)
      ? value.buffer instanceof SharedArrayBuffer
      : typeof value !== 'object' || value === null || isShared(value),
  );
