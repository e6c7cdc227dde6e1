import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Cut } from '../engine/communities/cut.ts';
import { linkWeight } from '../engine/communities/modularity.ts';
import type { LinkGraph } from '../engine/links/link-graph.ts';
import { RingfenceError } from '../errors.ts';
import type { Graph, GraphConnection } from '../graph/graph.ts';
import type { CutAnswer, CutThread } from './cut-thread.ts';
import { ANSWERED, BEATS, CUT_SLOTS } from './slots.ts';
import { type CutOrder, gdsStore } from './store.ts';

/** Cuts by Graph Data Science. */
export interface GdsCuts {
  readonly cut: Cut;
  /** Ends the thread that asks the server. */
  end(): Promise<void>;
}

/** Between looks at whether the thread that asks is alive, and how long it may be silent, ms. */
const LOOK_MS = 1_000;
const SILENT_MS = 60_000;

/**
 * Leiden by Graph Data Science on the server of the graph. The engine is pure and waits for each cut without an event loop, so
 * another thread asks the server meanwhile. Throws `gds-missing` where the server has none.
 */
export const gdsCuts = async (graph: Graph, connection: GraphConnection): Promise<GdsCuts> => {
  const store = gdsStore(graph);
  if (!(await store.present())) throw gdsMissing('This Neo4j has no Graph Data Science (GDS)');
  await store.tidy();
  const { port1, port2 } = new MessageChannel();
  const slots = new Int32Array(new SharedArrayBuffer(CUT_SLOTS * 4));
  const worker = new Worker(new URL('./cut-thread.ts', import.meta.url), {
    workerData: { connection, port: port2, slots } satisfies CutThread,
    transferList: [port2],
    execArgv: [],
    name: 'ringfence gds',
  });
  worker.unref();
  // That it ended is noticed by its silence.
  worker.on('error', () => undefined);
  let asked = 0;
  return {
    cut(own, resolution, random) {
      port1.postMessage(orderOf(own, resolution, random));
      asked++;
      awaitAnswer(slots, asked);
      const answer = receiveMessageOnPort(port1)!.message as CutAnswer;
      if ('problem' in answer) throw failed(answer.problem);
      return numbered(answer.labels);
    },
    async end() {
      port1.close();
      await worker.terminate();
    },
  };
};

/** `gds-missing`: what to do where there is no GDS to be asked. */
export const gdsMissing = (detail: string): RingfenceError =>
  new RingfenceError({
    type: 'gds-missing',
    exitCode: 69,
    detail: `${detail}, which detection.engine.community: gds-leiden asks for.`,
    mend: 'Install GDS 2.13 (for Neo4j 5.26) on the server and allow its procedures (dbms.security.procedures.unrestricted=gds.*), or choose louvain, leiden or leiden-cpm.',
  });

const orderOf = (graph: LinkGraph, resolution: number, random: () => number): CutOrder => {
  const sources = new Uint32Array(graph.links);
  const targets = new Uint32Array(graph.links);
  const weights = new Float64Array(graph.links);
  let link = 0;
  for (let v = 0; v < graph.nodes; v++)
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
      if (graph.neighbour[e]! < v) continue;
      sources[link] = v;
      targets[link] = graph.neighbour[e]!;
      weights[link++] = linkWeight(graph, e);
    }
  return { nodes: graph.nodes, sources, targets, weights, resolution, seed: Math.floor(random() * 2 ** 31) };
};

/** Blocks this thread. */
const awaitAnswer = (slots: Int32Array, asked: number): void => {
  let beats = Atomics.load(slots, BEATS);
  for (let since = performance.now(); ; ) {
    const answered = Atomics.load(slots, ANSWERED);
    if (answered === asked) return;
    Atomics.wait(slots, ANSWERED, answered, LOOK_MS);
    const now = Atomics.load(slots, BEATS);
    if (now !== beats) since = performance.now();
    beats = now;
    if (performance.now() - since > SILENT_MS) {
      throw failed({
        type: 'run-failed',
        detail: 'The thread that asks Graph Data Science was ended.',
        mend: undefined,
      });
    }
  }
};

/** Communities in order of their first node, as all engines number them. */
const numbered = (communities: Uint32Array): { labels: Uint32Array; count: number } => {
  const numbers = new Map<number, number>();
  const labels = communities.map((community) => {
    const label = numbers.get(community) ?? numbers.size;
    numbers.set(community, label);
    return label;
  });
  return { labels, count: numbers.size };
};

const failed = ({ type, detail, mend }: Extract<CutAnswer, { problem: unknown }>['problem']): RingfenceError =>
  new RingfenceError({ type, detail, ...(mend === undefined ? {} : { mend }) });
