/** A thread of a crew: works at the ranges of each order that it is sent. Started by foreman.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { scratchKeeper } from '../engine/crew.ts';
import { type Delivery, type Enlistment, enter, FAILED, leave, type Order, rangesUntilDone } from './order.ts';

if (parentPort === null) throw new Error('src/parallel/helper.ts runs as a worker thread only');
const enlistment = workerData as Enlistment;
const scratches = scratchKeeper();

const deliver = (range: number, result: Delivery['result']): void => {
  if (result === undefined) return;
  const buffers = Object.values(result)
    .filter((part) => ArrayBuffer.isView(part))
    .map(({ buffer }) => buffer as ArrayBuffer);
  enlistment.port.postMessage({ range, result } satisfies Delivery, buffers);
};

enlistment.port.on('message', (order: Order) => {
  if (!enter(order, enlistment)) return;
  try {
    rangesUntilDone(order, scratches, deliver);
  } catch {
    Atomics.store(order.slots, FAILED, 1);
  } finally {
    leave(order, enlistment);
  }
});
