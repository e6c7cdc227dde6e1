import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { columnsFromEvents } from '../detection/from-events.ts';
import type { ObservationColumns } from '../engine/index.ts';
import { type FileFormat, fileRecords } from '../ingest/import/file-records.ts';
import type { FileRecord } from '../ingest/import/records.ts';
import { openFile, openStandardInput } from '../ingest/import/source.ts';
import { readAddressTraits } from '../networks/traits.ts';
import { loadServiceKeys } from '../service-keys.ts';
import { fingerprinter, newServiceKeys, observer, type SignalRegistry, templateMiner } from '../signals/index.ts';
import type { CliContext } from './context.ts';
import { fileFormat } from './file-format.ts';
import { progress, short } from './progress.ts';

export interface EventsFileOptions {
  /** For CSV and Parquet: which column is which field or signal type. */
  readonly map?: string;
  readonly format?: FileFormat;
}

/** Refusals told with their reason; the others are counted. */
const TOLD = 10;
const KIB = 1024;

/** What a file of events comes to, at a memory of its accounts × signals. */
export interface FileEvents {
  readonly columns: ObservationColumns;
  /** A signal's caption for people. */
  hintOf(key: string): string;
  /** Records that were passed over. */
  readonly rejected: number;
}

/** Reads events as `ringfence import` does, into columns instead of the graph. The first refusals are told with their reason. */
export const readEvents = async (
  context: CliContext,
  config: Config,
  registry: SignalRegistry,
  file: string,
  options: EventsFileOptions,
): Promise<FileEvents> => {
  const { format, mapping } = fileFormat(file, options, registry);
  const fingerprint = fingerprinter(await serviceKeys(config));
  const templates = templateMiner({ fingerprint, captionAccounts: config.signals.captionAccounts, alone: true });
  const door = observer({
    registry,
    fingerprint,
    templates,
    futureToleranceMs: config.ingest.futureToleranceSeconds * 1000,
  });
  await using stack = new AsyncDisposableStack();
  // The key stands in place of a digest, which would cost another reading.
  const opening = { key: 'detect', signal: context.stopped };
  const source = stack.adopt(
    file === '-'
      ? await openStandardInput(context.stdin, config.home, opening)
      : await openFile(resolve(context.cwd, file), basename(file), opening),
    (it) => it.close(),
  );
  const total = source.size === null ? {} : { total: Math.ceil(source.size / KIB) };
  const bar = progress(context, { title: `reading ${source.name}`, ...total, unit: 'KiB' });
  const networks = await readAddressTraits(config.networks);
  for (const { file: list, reason, brokenLines } of networks?.status ?? []) {
    if (reason !== null) context.stderr.write(`networks: ${list} ${reason}; addresses are classed without it\n`);
    if (brokenLines > 0)
      context.stderr.write(`networks: ${brokenLines} broken line${brokenLines > 1 ? 's' : ''} in ${list} left out\n`);
  }
  const columns = columnsFromEvents(registry);
  const prefix = `${registry.all.find(({ privacy }) => privacy === 'template')!.name}:`;
  const currentKey = (key: string): string =>
    key.startsWith(prefix) ? prefix + templates.current(key.slice(prefix.length)) : key;
  const hints = new Map<string, string>();
  let events = 0;
  let rejected = 0;
  const refuse = (line: number, reason: string): void => {
    rejected += 1;
    if (rejected <= TOLD) context.stderr.write(`${format === 'parquet' ? 'row' : 'line'} ${line}: ${reason}\n`);
  };
  const take = (record: FileRecord): void => {
    const read = record.read();
    if (!read.ok) {
      refuse(record.line, read.reason);
      return;
    }
    const observed = door.observe(read.value, context.now());
    if (!observed.ok) {
      refuse(record.line, observed.problems.map(({ pointer, reason }) => `${pointer} ${reason}`.trim()).join('; '));
      return;
    }
    columns.add(observed.event);
    for (const { key, hint } of observed.event.signals) hints.set(currentKey(key), hint);
    events += 1;
  };
  let bytes = 0;
  const onRead = (read: number): void => {
    bytes = read;
  };
  const blocks = fileRecords({ source, format, mapping, registry, onBroken: refuse, onRead });
  try {
    for await (const block of blocks) {
      context.stopped.throwIfAborted();
      for (const record of block) take(record);
      bar.update(bytes / KIB, `${short(events)} events`);
    }
  } finally {
    bar.stop(`${short(events)} events${rejected > 0 ? `, ${short(rejected)} refused` : ''}`);
  }
  return {
    columns: columns.build(networks?.known, currentKey),
    hintOf: (key: string) => hints.get(key) ?? '',
    rejected,
  };
};

/** The installation's own keys where they are, so that keys are those of the graph; none are made for a file alone. */
const serviceKeys = async (config: Config) => {
  const file = config.privacy.keyFile ?? join(config.home, 'service-keys.json');
  const kept = await access(file).then(
    () => true,
    () => config.privacy.keyFile !== undefined,
  );
  return kept ? loadServiceKeys(config) : newServiceKeys(randomBytes);
};
