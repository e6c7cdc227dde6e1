import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { throwIfStopping } from '../http/calls.ts';
import {
  aggregate,
  type ObservedEvent,
  type ObservedSignal,
  type SignalRegistry,
  signalsOf,
} from '../signals/index.ts';
import { type Cut, chunkCount, cutFor, type Piece, pieces } from './cut.ts';
import { MAX_LISTED, type ReceivedEvents } from './intake.ts';
import { type Lanes, laneOf, lanes as lanesOf } from './lanes.ts';
import type { IngestMetrics } from './metrics.ts';
import type { IngestResult } from './schema.ts';
import type { ChunkFigures, IngestStore, StoredBatch } from './store.ts';

export type OnInvalid = 'refuse' | 'skip';

export interface Batch {
  /** 1–256 characters; the same key means the same events. */
  readonly key: string;
  /** SHA-256 of what the events were read from, hex. */
  readonly digest: string;
  readonly onInvalid: OnInvalid;
  readonly by: Actor;
  readonly received: ReceivedEvents;
  /** Aborted with a RingfenceError when the service stops: chunks at work are finished, no others begun. */
  readonly signal?: AbortSignal | undefined;
}

/** What prompts are reduced to is kept before what refers to it, and may turn out to go under another key by then. */
export interface PromptKeys {
  /** Resolves when every template that events were observed under is kept. */
  settle(): Promise<void>;
  /** A signal under the key and with the caption that it has today. */
  current(signal: ObservedSignal): ObservedSignal;
}

interface BatchWriterOptions {
  readonly store: IngestStore;
  readonly prompts: PromptKeys;
  readonly registry: SignalRegistry;
  readonly metrics: IngestMetrics;
  /** Chunk transactions in flight for the whole service: one a lane. */
  readonly lanes: Lanes;
  readonly chunkEvents: number;
  now(): number;
}

/**
 * Writes batches exactly once. A batch is cut into chunks by the place and the account of its events, so the cut hangs on
 * the body alone; each chunk's transaction first sets the chunk's marker and then writes. So a replay passes over chunks that
 * are there, a half-done batch resumes, and two requests with one key may both go on: each chunk is written by one of them.
 * Throws `idempotency-key-reused`, `invalid-events`, `graph-unavailable`, and `overloaded` when the service stops midway: sent again,
 * the batch goes on where it stopped.
 */
export const batchWriter = (options: BatchWriterOptions) => {
  const { store, registry, prompts, metrics, lanes, now } = options;
  // One batch's signals at a time: they are a small part of the work, and batches share the popular ones.
  const signalLane = lanesOf(1);
  // Whoever moves a signal's times waits for every chunk that holds it, and the other way round: batches of several chunks are
  // written one after another, while the next ones are read. One of a single chunk waits for none of them.
  const turns = lanesOf(1);

  const asOfToday = (event: ObservedEvent): ObservedEvent => {
    let signals: ObservedSignal[] | undefined;
    event.signals.forEach((signal, at) => {
      const today = prompts.current(signal);
      if (today === signal) return;
      signals ??= [...event.signals];
      signals[at] = today;
    });
    return signals === undefined ? event : { ...event, signals };
  };

  const writeChunk = async (batch: string, { index, events }: Piece): Promise<ChunkFigures> => {
    metrics.chunks(lanes.busy);
    const started = performance.now();
    const rows = aggregate(events, registry);
    const figures = { accepted: events.length, observations: observationsIn(events) };
    const written = await store.writeChunk({ batch, index, rows, ...figures }, now());
    metrics.chunkWritten((performance.now() - started) / 1000);
    return written;
  };

  /** What the chunks hold together, those that were there before included. The first failure stops those not begun. */
  const writeChunks = async ({ key, received, signal }: Batch, cut: Cut): Promise<ChunkFigures> => {
    const count = chunkCount(received.events.length, cut);
    const done = count === 0 ? new Map<number, ChunkFigures>() : await store.doneChunks(key, count);
    const written = [...done.values()];
    const failures: unknown[] = [];
    // A batch in one piece has accounts of every lane: any will do, and another for each batch.
    const lane = (piece: Piece): number => (cut.lanes === 1 ? laneOf(key, lanes.count) : piece.lane);
    await prompts.settle();
    const missing = [...pieces(received.events, cut)]
      .filter(({ index }) => !done.has(index))
      .map((piece) => ({ ...piece, events: piece.events.map(asOfToday) }));
    const signals = signalsOf(
      missing.flatMap((piece) => piece.events),
      registry,
    );
    const writePieces = (): Promise<unknown> =>
      Promise.all(
        missing.map((piece) =>
          lanes
            .run(lane(piece), async () => {
              if (failures.length > 0) return;
              throwIfStopping(signal);
              written.push(await writeChunk(key, piece));
            })
            .catch((error: unknown) => {
              failures.push(error);
            }),
        ),
      );
    const write = async (): Promise<void> => {
      throwIfStopping(signal);
      await signalLane.run(0, () => store.writeSignals(signals));
      await writePieces();
    };
    await (missing.length > 1 ? turns.run(0, write) : write());
    metrics.chunks(lanes.busy);
    if (failures.length > 0) throw failures[0];
    return {
      accepted: written.reduce((sum, figures) => sum + figures.accepted, 0),
      observations: written.reduce((sum, figures) => sum + figures.observations, 0),
    };
  };

  const replay = (stored: StoredBatch): IngestResult => {
    const result = { ...(JSON.parse(stored.result!) as IngestResult), replayed: true };
    metrics.replayed(result.events);
    return result;
  };

  return async (batch: Batch): Promise<IngestResult> => {
    const { key, digest, onInvalid, by, received } = batch;
    const refused = received.rejected > 0 && onInvalid === 'refuse';
    const cut = cutFor(received.events.length, options.chunkEvents, lanes.count);
    const stored = refused
      ? await store.findBatch(key)
      : await store.beginBatch({ key, digest, onInvalid, by, ...cut }, now());
    if (stored !== null && stored.digest !== digest) throw keyReused();
    if (stored?.state === 'done') return replay(stored);
    metrics.rejected(received.rejected);
    if (refused || stored === null) throw invalidEvents(received);

    const figures = await writeChunks(batch, stored);
    const events = received.events.length;
    const result: IngestResult = {
      batch: key,
      events,
      accepted: figures.accepted,
      rejected: events - figures.accepted,
      observations: figures.observations,
      replayed: false,
      invalid: received.invalid.slice(0, MAX_LISTED),
    };
    await store.finishBatch(key, JSON.stringify(result), now());
    metrics.accepted(figures.accepted);
    return result;
  };
};

/** An event counts once for each different signal that it shows. */
const observationsIn = (events: readonly ObservedEvent[]): number => {
  let sum = 0;
  // An event has a few signals, and this runs on each: no set for it.
  for (const { signals } of events)
    signals.forEach(({ key }, at) => {
      if (signals.findIndex((other) => other.key === key) === at) sum += 1;
    });
  return sum;
};

const keyReused = (): RingfenceError =>
  new RingfenceError({
    type: 'idempotency-key-reused',
    status: 422,
    detail: 'This Idempotency-Key was used with another body.',
    mend: 'Take a new key for a new body.',
  });

const invalidEvents = ({ events, rejected, invalid }: ReceivedEvents): RingfenceError =>
  new RingfenceError({
    type: 'invalid-events',
    status: 422,
    detail: `${rejected} of ${events.length} events ${rejected === 1 ? 'does' : 'do'} not fit; nothing was written.`,
    mend: 'Correct the listed events, or send ?onInvalid=skip to write the others.',
    extra: { events: events.length, rejected, problems: invalid.slice(0, MAX_LISTED) },
  });
