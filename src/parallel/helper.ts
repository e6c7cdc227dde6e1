/** A thread of a crew: works at the ranges of each order that it is sent. Started by crew.ts. */
import { parentPort } from 'node:worker_threads';
import { scratchKeeper } from '../engine/communities/leiden/crew.ts';
import { CLOSED, FAILED, INSIDE, type Order, rangesUntilDone } from './order.ts';

if (parentPort === null) throw new Error('src/parallel/helper.ts runs as a worker thread only');
const scratch = scratchKeeper();

/** Enters an order, unless it is closed. */
const enter = (slots: Int32Array): boolean => {
  for (;;) {
    const inside = Atomics.load(slots, INSIDE);
    if (inside === CLOSED) return false;
    if (Atomics.compareExchange(slots, INSIDE, inside, inside + 1) === inside) return true;
  }
};

parentPort.on('message', (order: Order) => {
  if (!enter(order.slots)) return;
  try {
    rangesUntilDone(order, scratch);
  } catch {
    Atomics.store(order.slots, FAILED, 1);
  } finally {
    Atomics.sub(order.slots, INSIDE, 1);
    Atomics.notify(order.slots, INSIDE);
  }
});
