/** Asks the server for cuts while the thread of the run waits for them. Started by cuts.ts. */
import { type MessagePort, workerData } from 'node:worker_threads';
import { RingfenceError } from '../errors.ts';
import type { GraphConnection } from '../graph/graph.ts';
import { openGraph } from '../graph/open.ts';
import { ANSWERED, BEATS } from './slots.ts';
import { type CutOrder, gdsStore } from './store.ts';

export interface CutThread {
  readonly connection: GraphConnection;
  /** Orders come here and answers go there. */
  readonly port: MessagePort;
  readonly slots: Int32Array;
}

/** An answer holds no text of the server's, which may quote what it was sent. */
export type CutAnswer =
  | { readonly labels: Uint32Array<ArrayBuffer> }
  | { readonly problem: { readonly type: string; readonly detail: string; readonly mend: string | undefined } };

const BEAT_MS = 1_000;

const answerTo = async (order: CutOrder): Promise<CutAnswer> => {
  try {
    return { labels: (await store.leiden(order)) as Uint32Array<ArrayBuffer> };
  } catch (error) {
    if (error instanceof RingfenceError) {
      const { type, message: detail, mend } = error;
      return { problem: { type, detail, mend } };
    }
    return { problem: { type: 'run-failed', detail: 'Graph Data Science could not cut a graph.', mend: undefined } };
  }
};

const { connection, port, slots } = workerData as CutThread;
const store = gdsStore(openGraph(connection, { maxPoolSize: 1 }));
setInterval(() => Atomics.add(slots, BEATS, 1), BEAT_MS);
port.on('message', async (order: CutOrder) => {
  port.postMessage(await answerTo(order));
  Atomics.add(slots, ANSWERED, 1);
  Atomics.notify(slots, ANSWERED);
});
