import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RunKind, RunState } from './schema.ts';
import type { DetectionStore } from './store.ts';

export interface DetectionMetrics {
  /** `seconds` is null for runs that another instance had, `kind` for those that were not published. */
  ended(state: RunState, seconds: number | null, kind?: RunKind | null): void;
  published(sizes: Readonly<Record<string, number>>): void;
}

/** What /metrics says of runs and of the graph. Sizes of the graph are asked of its count store when they are read. */
export const detectionMetrics = (
  registry: Registry,
  graphSizes: () => ReturnType<DetectionStore['graphSizes']>,
): DetectionMetrics => {
  const registers = [registry];
  const runs = new Counter({
    name: 'ringfence_runs_total',
    help: 'Detection runs that ended, by how.',
    labelNames: ['state'],
    registers,
  });
  // From nought on, else Prometheus sees no increase at the first failure.
  for (const state of ['published', 'failed', 'cancelled', 'abandoned'] as const) runs.inc({ state }, 0);
  const duration = new Histogram({
    name: 'ringfence_run_duration_seconds',
    help: 'How long detection runs of this instance took, by kind: whole, increment, or none for those not published.',
    labelNames: ['kind'],
    buckets: [1, 3, 10, 30, 60, 180, 600, 1800, 3600],
    registers,
  });
  for (const kind of ['whole', 'increment', 'none']) duration.zero({ kind });
  const rings = new Gauge({
    name: 'ringfence_published_rings',
    help: 'Rings of the run that this instance published last.',
    registers,
  });
  const members = new Gauge({
    name: 'ringfence_published_ring_members',
    help: 'Accounts in rings of the run that this instance published last.',
    registers,
  });
  new Gauge({
    name: 'ringfence_graph_size',
    help: 'Accounts, signals and observations in the graph; missing while the graph is away.',
    labelNames: ['of'],
    registers,
    async collect() {
      this.reset();
      const sizes = await graphSizes().catch(() => ({}));
      for (const [of, size] of Object.entries(sizes)) this.set({ of }, size);
    },
  });
  return {
    ended(state, seconds, kind) {
      runs.inc({ state });
      if (seconds !== null) duration.observe({ kind: kind ?? 'none' }, seconds);
    },
    published(sizes) {
      rings.set(sizes['rings'] ?? 0);
      members.set(sizes['members'] ?? 0);
    },
  };
};
