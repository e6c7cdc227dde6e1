import { pino } from 'pino';
import { Registry } from 'prom-client';
import { inject } from 'vitest';
import { detectionMetrics } from '../../src/detection/metrics.ts';
import { type DetectionOptions, type DetectionService, detectionService } from '../../src/detection/service.ts';
import { detectionStore } from '../../src/detection/store.ts';
import { engineConfig } from '../../src/engine/index.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { unrecorded } from './audit.ts';

export interface Instance {
  readonly service: DetectionService;
  readonly metrics: Registry;
}

/** One instance of the detection service on the test graph, without the REST side. */
export const detectionInstance = (
  graph: Graph,
  holder: string,
  over: Partial<DetectionOptions['config']> & Pick<DetectionOptions, 'worker'> = {},
): Instance => {
  const { worker, ...config } = over;
  const registry = signalRegistry();
  const store = detectionStore(graph, { holder, leaseMs: (config.leaseSeconds ?? 30) * 1000, audited: unrecorded });
  const metrics = new Registry();
  const service = detectionService({
    store,
    connection: inject('neo4j'),
    types: registry.all,
    config: {
      keepRuns: 5,
      leaseSeconds: 30,
      increments: { mode: 'auto', memoryMib: 512, most: 24 },
      engine: engineConfig.parse({}),
      ...config,
    },
    engineVersion: 'test',
    instance: holder,
    log: pino({ level: 'silent' }),
    metrics: detectionMetrics(metrics, () => store.graphSizes(registry.all.map((type) => type.relationship))),
    now: Date.now,
    ...(worker === undefined ? {} : { worker }),
  });
  return { service, metrics };
};

/** A worker that runs this text instead: `say(message)` speaks to the service. */
export const workerScript = (body: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort, workerData } from 'node:worker_threads';
       const say = (message) => parentPort.postMessage(message);
       const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
       ${body}`,
    )}`,
  );

/** A worker that stays at work for so long, then ends without rings. */
export const slowWorker = (ms: number): URL =>
  workerScript(`
    say({ kind: 'progress', stage: 'links', progress: 0.5 });
    await wait(${ms});
    const sizes = { rings: 0, members: 0 };
    const outcome = { kind: 'whole', why: 'slow', hash: 'none', sizes, counters: {}, milliseconds: {}, lineage: [], previousRun: null };
    say({ kind: 'outcome', outcome, keepsNone: 'slow' });
  `);
