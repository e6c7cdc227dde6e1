/**
 * Starts the helpers of a crew and notices when one of them ends. Whoever called for the crew cannot: it waits for shared memory
 * to change, without an event loop, and a helper that was killed in the middle changes none. Started by crew.ts.
 */
import { Worker, workerData } from 'node:worker_threads';
import { AT_WORK, type Enlistment, GONE, LOST } from './order.ts';

export interface Roll {
  readonly helpers: readonly Enlistment[];
  readonly script: string;
}

const { helpers, script } = workerData as Roll;
for (const enlistment of helpers) {
  const { board, place, port } = enlistment;
  const worker = new Worker(new URL(script), {
    workerData: enlistment,
    transferList: [port],
    // Options of this process (a test runner's, an inspector's) mean nothing to the thread.
    execArgv: [],
    name: 'ringfence crew',
  });
  // An error ends the thread; that it ended is told below.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    Atomics.store(board, place, Atomics.load(board, place) === AT_WORK ? LOST : GONE);
  });
}
