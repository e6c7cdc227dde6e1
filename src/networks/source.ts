import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Config } from '../config.ts';
import type { NetworkClass } from '../network-classes.ts';
import { type ListKind, parseList } from './list-file.ts';
import { MmdbFault, openMmdb } from './mmdb-file.ts';
import type { ReadSource } from './table.ts';

/** A file that the configuration points at. */
export type SourceSpec =
  | { readonly kind: 'mmdb'; readonly file: string; readonly name: string }
  | {
      readonly kind: 'list';
      readonly file: string;
      readonly name: string;
      readonly class: NetworkClass;
      readonly of: ListKind | undefined;
    };

/** The files in the order of the configuration: databases first. A list without a name bears that of its file. */
export const sourceSpecs = ({ mmdb, lists }: Pick<Config['networks'], 'mmdb' | 'lists'>): SourceSpec[] => [
  ...mmdb.map((file): SourceSpec => ({ kind: 'mmdb', file, name: plainName(file) })),
  ...lists.map(
    ({ file, name, class: of, kind }): SourceSpec => ({
      kind: 'list',
      file,
      name: name ?? plainName(file),
      class: of,
      of: kind,
    }),
  ),
];

/** `lists/tor-exits.txt.gz` → `tor-exits`. */
const plainName = (file: string): string => {
  const name = basename(file).replace(/\.gz$/, '');
  return name.slice(0, name.length - extname(name).length) || name;
};

/** Why a file cannot be used; the reason is a sentence without its subject and quotes nothing of the file. */
export class SourceFault extends Error {
  readonly state: 'missing' | 'broken';
  constructor(state: 'missing' | 'broken', reason: string) {
    super(reason);
    this.state = state;
  }
}

/** A list of 15 million ranges is smaller; a database of cities is about as large. */
const MAX_LIST_BYTES = 256 * 1024 * 1024;
const MAX_MMDB_BYTES = 1024 * 1024 * 1024;

const unzip = promisify(gunzip);

/** Reads a source as it is now, gzip or not. Throws SourceFault. */
export const readSource = async (spec: SourceSpec): Promise<ReadSource> => {
  const max = spec.kind === 'list' ? MAX_LIST_BYTES : MAX_MMDB_BYTES;
  const bytes = await readBytes(spec.file, max);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const plain = bytes[0] === 0x1f && bytes[1] === 0x8b ? await unzipped(bytes, max) : bytes;
  if (spec.kind === 'mmdb') {
    try {
      return { kind: 'mmdb', sha256, mmdb: openMmdb(plain) };
    } catch (error) {
      throw error instanceof MmdbFault ? new SourceFault('broken', error.message) : error;
    }
  }
  const entries = parseList(plain.toString('utf8'), spec.of);
  const found = entries.ranges.length + entries.asns.length;
  // A page that says "not found", or a file that is being written, must not stand for a list.
  if (found === 0 && entries.broken === 0) throw new SourceFault('broken', 'is empty');
  if (entries.broken > found) {
    const { line, reason } = entries.problems[0]!;
    const most = `${entries.broken} of ${entries.broken + found} lines cannot be read; line ${line} ${reason}`;
    throw new SourceFault('broken', `is no list of ranges or ASNs: ${most}`);
  }
  return { kind: 'list', sha256, name: spec.name, class: spec.class, entries };
};

const readBytes = async (file: string, max: number): Promise<Buffer> => {
  try {
    const { size, ...kind } = await stat(file).then((it) => ({ size: it.size, plain: it.isFile() }));
    // A pipe would be waited for without end.
    if (!kind.plain) throw new SourceFault('broken', 'is not a plain file');
    if (size > max) throw tooLarge(max);
    return await readFile(file);
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new SourceFault('missing', 'does not exist');
    throw new SourceFault('broken', `cannot be read (${code ?? 'unknown'})`);
  }
};

const unzipped = async (bytes: Buffer, max: number): Promise<Buffer> => {
  try {
    return await unzip(bytes, { maxOutputLength: max });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(max);
    throw new SourceFault('broken', 'is a damaged gzip file');
  }
};

const tooLarge = (max: number): SourceFault => new SourceFault('broken', `is larger than ${max / 1024 / 1024} MiB`);
