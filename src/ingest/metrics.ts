import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Figures of ingest, for Prometheus. */
export interface IngestMetrics {
  accepted(events: number): void;
  rejected(events: number): void;
  replayed(events: number): void;
  /** A request was turned away because as many as may be are at work. */
  shed(): void;
  requests(atWork: number): void;
  chunks(inFlight: number): void;
  chunkWritten(seconds: number): void;
}

/** Around the 100 ms that a chunk of 1,000 rows takes, up to where retries of transient errors end. */
const CHUNK_BUCKETS_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

export const ingestMetrics = (registry: Registry): IngestMetrics => {
  const registers = [registry];
  const events = new Counter({
    name: 'ringfence_ingest_events_total',
    help: 'Events by outcome: accepted (written), rejected (invalid), replayed (of a batch that was written before).',
    labelNames: ['outcome'] as const,
    registers,
  });
  const shed = new Counter({
    name: 'ringfence_ingest_requests_shed_total',
    help: 'Ingest requests answered 429 because as many as may be were at work.',
    registers,
  });
  const requests = new Gauge({
    name: 'ringfence_ingest_requests_at_work',
    help: 'Ingest requests at work.',
    registers,
  });
  const chunks = new Gauge({
    name: 'ringfence_ingest_chunks_in_flight',
    help: 'Chunk transactions in flight.',
    registers,
  });
  const seconds = new Histogram({
    name: 'ringfence_ingest_chunk_seconds',
    help: 'Time of one chunk transaction, with its retries.',
    buckets: CHUNK_BUCKETS_SECONDS,
    registers,
  });
  for (const outcome of ['accepted', 'rejected', 'replayed'] as const) events.inc({ outcome }, 0);
  return {
    accepted: (count) => events.inc({ outcome: 'accepted' }, count),
    rejected: (count) => events.inc({ outcome: 'rejected' }, count),
    replayed: (count) => events.inc({ outcome: 'replayed' }, count),
    shed: () => shed.inc(),
    requests: (atWork) => requests.set(atWork),
    chunks: (inFlight) => chunks.set(inFlight),
    chunkWritten: (value) => seconds.observe(value),
  };
};
