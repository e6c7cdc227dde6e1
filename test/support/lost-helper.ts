/** A helper of a crew that ends in the middle of the first work that it enters; started by the crew's tests. */
import { workerData } from 'node:worker_threads';
import { type Enlistment, enter, type Order } from '../../src/parallel/order.ts';

const enlistment = workerData as Enlistment;
enlistment.port.on('message', (order: Order) => {
  if (!enter(order, enlistment)) return;
  const { entered } = order.task as unknown as { readonly entered: Int32Array };
  Atomics.store(entered, 0, 1);
  Atomics.notify(entered, 0);
  if (entered[1] === 0) process.exit();
  throw new Error('not caught');
});
