import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface DeliveryMetrics {
  attempted(outcome: 'delivered' | 'retried' | 'dead', seconds: number): void;
  atWork(count: number): void;
}

/** What /metrics says of deliveries. How many wait is asked of the graph when it is read. */
export const deliveryMetrics = (
  registry: Registry,
  counts: () => Promise<readonly { readonly state: string; readonly count: number }[]>,
): DeliveryMetrics => {
  const registers = [registry];
  const attempts = new Counter({
    name: 'ringfence_delivery_attempts_total',
    help: 'Attempts to deliver a message, by what came of them.',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['delivered', 'retried', 'dead'] as const) attempts.inc({ outcome }, 0);
  const seconds = new Histogram({
    name: 'ringfence_delivery_seconds',
    help: 'How long an attempt took, from the request to the answer.',
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers,
  });
  const atWork = new Gauge({
    name: 'ringfence_deliveries_in_flight',
    help: 'Deliveries being sent by this instance.',
    registers,
  });
  new Gauge({
    name: 'ringfence_deliveries_waiting',
    help: 'Deliveries that are to be sent (pending) or were given up (dead); missing while the graph is away.',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      this.reset();
      for (const { state, count } of await counts().catch(() => [])) this.set({ state }, count);
    },
  });
  return {
    attempted(outcome, took) {
      attempts.inc({ outcome });
      seconds.observe(took);
    },
    atWork: (count) => atWork.set(count),
  };
};
