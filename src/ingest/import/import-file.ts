import { createHash } from 'node:crypto';
import type { Actor } from '../../audited.ts';
import type { Observer, SignalRegistry } from '../../signals/index.ts';
import { intake } from '../intake.ts';
import type { IngestService } from '../service.ts';
import { type FileFormat, fileRecords } from './file-records.ts';
import { type Mapping, mappingText } from './mapping.ts';
import type { FileRecord } from './records.ts';
import type { Rejects } from './rejects.ts';
import type { ImportSource } from './source.ts';

/** Events in one batch of an import. Part of its key: another number would cut the file at other places. */
export const BATCH_EVENTS = 5_000;
/** Batches at work at once: one is read while one is written. Memory is bounded by their events. */
const BATCHES_AT_ONCE = 2;

export interface ImportSummary {
  /** Records of the file that were read. */
  readonly events: number;
  readonly accepted: number;
  readonly rejected: number;
  /** Records of batches that an earlier run had finished: passed over. */
  readonly passedOver: number;
  readonly observations: number;
}

export interface ImportOptions {
  readonly source: ImportSource;
  readonly format: FileFormat;
  /** For tables; null where the columns bear the names themselves. */
  readonly mapping: Mapping | null;
  readonly registry: SignalRegistry;
  readonly observer: Observer;
  /** Null: only check the file. */
  readonly service: Pick<IngestService, 'write' | 'resultOf'> | null;
  /** Who imports. */
  readonly by: Actor;
  readonly rejects: Rejects;
  readonly signal: AbortSignal;
  /** Bytes of the source read, and what has come of them. */
  onProgress(bytes: number, soFar: ImportSummary): void;
  now(): number;
}

/**
 * Reads a file in batches and writes each exactly once under `import:<digest of file and mapping>#<number>`: a second run
 * passes over batches that are done and goes on within one that is half done. Memory is flat for any size of file.
 */
export const importFile = async (options: ImportOptions): Promise<ImportSummary> => {
  const { service, by, rejects, signal } = options;
  const digest = importDigest(options);
  const sums = { events: 0, accepted: 0, rejected: 0, passedOver: 0, observations: 0 };
  let bytes = 0;
  const onRead = (read: number): void => {
    bytes = read;
  };
  const onBroken = (line: number, reason: string): void => {
    rejects.add({ line, pointer: '', reason });
    sums.events += 1;
    sums.rejected += 1;
  };

  const observe = (records: readonly FileRecord[]) => {
    const taken = intake({
      observer: options.observer,
      nowMs: options.now(),
      maxEvents: BATCH_EVENTS,
      maxListed: Number.POSITIVE_INFINITY,
    });
    for (const record of records) {
      const parsed = record.read();
      if (parsed.ok) taken.add(parsed.value);
      else taken.refuse(parsed.reason);
    }
    const received = taken.received();
    for (const { index, pointer, reason } of received.invalid) {
      rejects.add({ line: records[index]!.line, pointer, reason });
    }
    return received;
  };

  const check = (records: readonly FileRecord[]): void => {
    const received = observe(records);
    sums.accepted += received.events.length - received.rejected;
    sums.rejected += received.rejected;
  };

  const writeBatch = async (number: number, records: readonly FileRecord[]): Promise<void> => {
    sums.events += records.length;
    if (service === null) return check(records);
    const key = `import:${digest}#${number}`;
    const before = await service.resultOf(key, digest);
    if (before !== null) {
      // Its rejects are told again, since the reject file is written anew.
      if (before.rejected > 0) observe(records);
      sums.passedOver += records.length;
      sums.rejected += before.rejected;
      return;
    }
    const result = await service.write({ key, digest, onInvalid: 'skip', by, received: observe(records) });
    sums.accepted += result.accepted;
    sums.rejected += result.rejected;
    sums.observations += result.observations;
  };

  const blocks = fileRecords({ ...options, onBroken, onRead });
  const writing = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    let number = 0;
    for await (const records of batches(blocks)) {
      signal.throwIfAborted();
      const work = writeBatch(number, records)
        .catch((error: unknown) => {
          failures.push(error);
        })
        .finally(() => writing.delete(work));
      writing.add(work);
      number += 1;
      if (writing.size >= BATCHES_AT_ONCE) await Promise.race(writing);
      await rejects.settle();
      options.onProgress(bytes, sums);
      if (failures.length > 0) break;
    }
    signal.throwIfAborted();
  } finally {
    await Promise.all(writing);
  }
  if (failures.length > 0) throw failures[0];
  options.onProgress(bytes, sums);
  return sums;
};

/** The same file read in another way is another import. */
export const importDigest = ({ source, format, mapping }: Pick<ImportOptions, 'source' | 'format' | 'mapping'>) =>
  createHash('sha256')
    .update(JSON.stringify([source.identity, format, mapping === null ? null : mappingText(mapping), BATCH_EVENTS]))
    .digest('hex');

async function* batches(blocks: AsyncIterable<readonly FileRecord[]>): AsyncGenerator<FileRecord[]> {
  let batch: FileRecord[] = [];
  for await (const block of blocks) {
    for (const record of block) {
      batch.push(record);
      if (batch.length < BATCH_EVENTS) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
