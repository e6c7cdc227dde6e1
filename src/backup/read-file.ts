import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { RingfenceError } from '../errors.ts';
import { FOOTER_BEGINS, type Footer, type Header, type Line, notABackup, parseFooter, parseHeader } from './format.ts';

/** Characters of one line at most: an account, a ring or a signal is never that large. */
const LONGEST_LINE = 64 * 2 ** 20;

/** What the first reading of a backup finds. */
export interface VerifiedBackup {
  readonly header: Header;
  readonly footer: Footer;
  /** True for a line that a later one replaces: its number from 1, its part. */
  replaced(number: number, part: string, line: Line): boolean;
}

/**
 * Reads a backup to its end before anything is done with it: its sum, its counts, its form. Throws `backup-broken`,
 * `not-a-backup`, `backup-newer`, `file-missing`.
 */
export const verifyBackup = async (path: string, signal: AbortSignal): Promise<VerifiedBackup> => {
  const hash = createHash('sha256');
  let header: Header | undefined;
  let footer: Footer | null = null;
  let number = -1;
  let part = '';
  let rounds = 0;
  let lastRuns = 0;
  const again = new Map<string, number>();
  const nodes: Record<string, number> = {};
  const relationships: Record<string, number> = {};
  for await (const text of textLines(path)) {
    signal.throwIfAborted();
    if (footer !== null) throw broken(path, 'there is something behind its end');
    if (text.startsWith(FOOTER_BEGINS)) {
      footer = parseFooter(text);
      if (footer === null) throw broken(path, 'its last line cannot be read');
      continue;
    }
    hash.update(text).update('\n');
    number++;
    if (header === undefined) {
      header = parseHeader(text, path);
      continue;
    }
    const line = parseLine(text);
    if (line === null) throw broken(path, `line ${number + 1} cannot be read`);
    if (line[0] === 'part') {
      part = line[1];
      if (part === 'accounts') rounds++;
      if (part === 'runs') lastRuns = number;
    } else if (line[0] === 'n') {
      const label = line[1][0] ?? '';
      nodes[label] = (nodes[label] ?? 0) + 1;
      if (part === 'accounts' && rounds > 1) again.set(String(line[2]['id']), number);
    } else relationships[line[1]] = (relationships[line[1]] ?? 0) + 1;
  }
  if (header === undefined) throw notABackup(path);
  if (footer === null) throw broken(path, 'it is cut off: its end is missing');
  if (footer.sha256 !== hash.digest('hex')) throw broken(path, 'its SHA-256 is not the one at its end');
  const counted = { lines: number, nodes, relationships };
  const expected = { lines: footer.lines, nodes: footer.nodes, relationships: footer.relationships };
  if (canonical(counted) !== canonical(expected)) throw broken(path, 'its lines are not those that its end counts');
  return {
    header,
    footer,
    replaced(at, inPart, line) {
      if (inPart === 'runs') return at < lastRuns;
      if (inPart !== 'accounts' || line[0] === 'part') return false;
      const id = line[0] === 'n' ? line[2]['id'] : line[2][1];
      return (again.get(String(id)) ?? 0) > at;
    },
  };
};

/** The lines of a backup that was verified, replaced ones left out. */
export async function* backupLines(
  path: string,
  backup: VerifiedBackup,
): AsyncGenerator<Exclude<Line, readonly ['part', string]>> {
  let number = -1;
  let part = '';
  for await (const text of textLines(path)) {
    number++;
    if (number === 0 || text.startsWith(FOOTER_BEGINS)) continue;
    const line = parseLine(text);
    if (line === null) throw broken(path, 'it was changed while it was read');
    if (line[0] === 'part') part = line[1];
    else if (!backup.replaced(number, part, line)) yield line;
  }
}

async function* textLines(path: string): AsyncGenerator<string> {
  const source = createReadStream(path, { highWaterMark: 256 * 1024 });
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const decoder = new StringDecoder('utf8');
  let rest = '';
  try {
    for await (const chunk of gunzip) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > LONGEST_LINE) throw broken(path, 'one of its lines is too long');
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch (error) {
    throw readFailure(path, error);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

const parseLine = (text: string): Line | null => {
  try {
    const line: unknown = JSON.parse(text);
    return isLine(line) ? line : null;
  } catch {
    return null;
  }
};

const isRef = (value: unknown): boolean => Array.isArray(value) && value.length >= 2 && typeof value[0] === 'string';
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const isLine = (line: unknown): line is Line => {
  if (!Array.isArray(line)) return false;
  if (line[0] === 'part') return typeof line[1] === 'string';
  if (line[0] === 'n') return Array.isArray(line[1]) && line[1].every((it) => typeof it === 'string') && isMap(line[2]);
  return line[0] === 'r' && typeof line[1] === 'string' && isRef(line[2]) && isRef(line[3]) && isMap(line[4]);
};

/** Counts with their names in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, it: unknown) =>
    isMap(it) ? Object.fromEntries(Object.entries(it as object).sort(([a], [b]) => (a < b ? -1 : 1))) : it,
  );

const broken = (path: string, why: string): RingfenceError =>
  new RingfenceError({
    type: 'backup-broken',
    exitCode: 65,
    detail: `The backup ${path} is broken: ${why}. Nothing was written to the database.`,
    mend: 'Take another copy of it, or an older backup.',
  });

const readFailure = (path: string, error: unknown): unknown => {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT') {
    return new RingfenceError({ type: 'file-missing', exitCode: 66, detail: `${path} is not there.` });
  }
  if (code === 'Z_BUF_ERROR') return broken(path, 'it is cut off');
  if (/incorrect header check/.test((error as Error).message)) return notABackup(path);
  if (code.startsWith('Z_')) return broken(path, 'it cannot be decompressed');
  return error;
};
