import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { Actor } from '../audited.ts';
import type { Config } from '../config.ts';
import { RingfenceError } from '../errors.ts';
import { readBody } from '../http/body.ts';
import { stoppingNow } from '../http/calls.ts';
import { jsonFault, MOST_DEEP } from '../http/json-syntax.ts';
import { repeat } from '../repeat.ts';
import type { Observer, SignalRegistry } from '../signals/index.ts';
import { holdHeapSmall } from '../small-heap.ts';
import { type Batch, batchWriter, type OnInvalid, type PromptKeys } from './batch.ts';
import { intake, MAX_LISTED } from './intake.ts';
import { jsonArrayParser } from './json-array.ts';
import { lanes } from './lanes.ts';
import type { IngestMetrics } from './metrics.ts';
import { lineSplitter } from './ndjson.ts';
import type { IngestResult } from './schema.ts';
import type { IngestStore } from './store.ts';

export interface IngestService {
  /** Takes a place, or throws `too-many-requests`; the function returned gives it back. */
  enter(): () => void;
  /** Reads a body of events and writes them; resolves after the commit. */
  receive(body: EventsBody): Promise<IngestResult>;
  /** Writes events that are observed already (imports). */
  write(batch: Batch): Promise<IngestResult>;
  /** What became of a batch; null when it is not known or not yet done. */
  resultOf(key: string, digest: string): Promise<IngestResult | null>;
  /** Housekeeping: batches begun more than `rememberDays` before `now` (epoch ms). Returns how many were forgotten. */
  forgetOldBatches(now: number): Promise<number>;
  /** Begins the housekeeping. */
  open(): void;
  /** Ends it, after what it is doing; batches at work finish their chunk and can be resumed. */
  close(): Promise<void>;
}

export interface EventsBody {
  readonly stream: Readable;
  readonly format: 'json' | 'ndjson';
  readonly gzip: boolean;
  /** The sender's own key; the body's digest when absent. */
  readonly key: string | undefined;
  readonly onInvalid: OnInvalid;
  readonly by: Actor;
  /** Aborted with a RingfenceError when the service stops: the chunk at work is finished, no other begun. */
  readonly signal?: AbortSignal | undefined;
}

export interface IngestServiceOptions {
  readonly store: IngestStore;
  readonly observer: Observer;
  readonly registry: SignalRegistry;
  readonly prompts: PromptKeys;
  readonly config: Config['ingest'];
  readonly metrics: IngestMetrics;
  readonly log: Logger;
  /** Epoch milliseconds. */
  now(): number;
  /** Longest silence of a sender in the middle of a body, ms. */
  readonly idleMs?: number;
}

const IDLE_MS = 30_000;
const WHOLE_MS = 300_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A chunk at work is waited for so long when the service stops, ms: Neo4j may be away. */
const CLOSE_MS = 5_000;

export const ingestService = (options: IngestServiceOptions): IngestService => {
  const { store, observer, config, metrics, now } = options;
  const stopping = new AbortController();
  const writeBatch = batchWriter({
    store,
    registry: options.registry,
    prompts: options.prompts,
    metrics,
    lanes: lanes(config.inFlight),
    chunkEvents: config.chunkEvents,
    now,
  });
  const forgetOldBatches = (at: number) => store.forgetBatches(at - config.rememberDays * DAY_MS);
  const keeping = repeat({
    work: () => forgetOldBatches(now()),
    everyMs: HOUR_MS,
    onError: (error) => options.log.warn({ type: (error as { type?: unknown }).type }, 'old batches are kept for now'),
  });
  let atWork = 0;
  const writing = new Set<Promise<unknown>>();

  const write = (batch: Batch): Promise<IngestResult> => {
    const signal = batch.signal === undefined ? stopping.signal : AbortSignal.any([batch.signal, stopping.signal]);
    const done = writeBatch({ ...batch, signal });
    const settled = done.then(ignore, ignore).finally(() => writing.delete(settled));
    writing.add(settled);
    return done;
  };

  return {
    enter() {
      if (atWork >= config.maxRequests) {
        metrics.shed();
        throw tooManyRequests(config.maxRequests);
      }
      atWork += 1;
      metrics.requests(atWork);
      return () => {
        atWork -= 1;
        metrics.requests(atWork);
      };
    },

    async receive({ stream, format, gzip, key, onInvalid, by, signal }) {
      using heap = holdHeapSmall('old');
      const taken = intake({ observer, nowMs: now(), maxEvents: config.maxEvents, maxListed: MAX_LISTED });
      const parser = format === 'json' ? jsonArrayParser(taken.add) : ndjsonParser(taken, config.maxBytes);
      const digest = await readBody(stream, {
        gzip,
        maxBytes: config.maxBytes,
        idleMs: options.idleMs ?? IDLE_MS,
        wholeMs: WHOLE_MS,
        signal,
        onBytes: (bytes) => {
          heap.look();
          parser.write(bytes);
        },
      });
      parser.end();
      // Awaited here, so that the heap is held small until it is written.
      return await write({ key: key ?? `sha256:${digest}`, digest, onInvalid, by, received: taken.received(), signal });
    },

    write,

    async resultOf(key, digest) {
      const stored = await store.findBatch(key);
      if (stored?.state !== 'done' || stored.digest !== digest) return null;
      return { ...(JSON.parse(stored.result!) as IngestResult), replayed: true };
    },

    forgetOldBatches,
    open: keeping.open,
    async close() {
      stopping.abort(stoppingNow());
      await within(Promise.all(writing), CLOSE_MS);
      await keeping.close();
    },
  };
};

const ignore = (): void => undefined;

const within = async (work: Promise<unknown>, ms: number): Promise<void> => {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
};

/** A line that is no JSON is an invalid event at its place; the lines after it are read as well. */
const ndjsonParser = (taken: ReturnType<typeof intake>, maxLine: number) =>
  lineSplitter({
    maxLine,
    onLong: () => taken.refuse(`is longer than ${maxLine} bytes`),
    onLine: (line) => {
      const parsed = parseLine(line);
      if (parsed.ok) taken.add(parsed.value);
      else taken.refuse(parsed.reason);
    },
  });

/** A shorter line is read within a millisecond however deeply it is nested; an event is seldom so long. */
const LONG = 65_536;

/** One line of NDJSON. The reason never quotes the line, as the message of `JSON.parse` would. */
export const parseLine = (line: Buffer): { ok: true; value: unknown } | { ok: false; reason: string } => {
  if (!isUtf8(line)) return { ok: false, reason: 'is not valid UTF-8' };
  const text = line.toString('utf8');
  if (text.length > LONG && jsonFault(text, MOST_DEEP)?.kind === 'depth') {
    return { ok: false, reason: `is nested deeper than ${MOST_DEEP} levels` };
  }
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, reason: 'is not valid JSON' };
  }
};

const tooManyRequests = (maxRequests: number): RingfenceError =>
  new RingfenceError({
    type: 'too-many-requests',
    status: 429,
    retryAfterSeconds: 1,
    detail: `${maxRequests} ingest requests are at work.`,
    mend: 'Send it again after Retry-After seconds.',
  });
