import { isAsHashed, type ManifestLine, rootHash, type SignedHeader } from './manifest.ts';

export interface ManifestFault {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly kind: 'unreadable' | 'signature' | 'changed' | 'order' | 'missing' | 'added' | 'root';
  readonly detail: string;
}

export interface ManifestVerdict {
  readonly batch: string | null;
  readonly accounts: number;
  /** Accounts that were forgotten since. */
  readonly erased: number;
  readonly faults: readonly ManifestFault[];
}

/** Lines as they arrive. They end in a line feed and nothing else: a text may hold what other readers take for an end (U+2028). */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** More faults than these help nobody. */
const MOST_FAULTS = 100;
const HASH = /^[0-9a-f]{64}$/;

/**
 * Whether a manifest is what was signed, line by line at flat memory. `isSigned` says whether the header's signature is by one of the keys
 * that the reader trusts; with a header that is not, nothing else means anything.
 */
export const verifyManifest = async (
  lines: AsyncIterable<string>,
  isSigned: (header: SignedHeader) => Promise<boolean>,
): Promise<ManifestVerdict> => {
  const faults: ManifestFault[] = [];
  const fault = (line: number, kind: ManifestFault['kind'], detail: string): void => {
    if (faults.length < MOST_FAULTS) faults.push({ line, kind, detail });
  };
  const root = rootHash();
  let signed: SignedHeader | null = null;
  let [number, accounts, erased, next] = [0, 0, 0, 1];
  for await (const text of lines) {
    number += 1;
    if (number === 1) {
      signed = headerOf(text);
      if (signed === null) fault(1, 'unreadable', 'The first line is no header of a manifest.');
      else if (!(await isSigned(signed))) fault(1, 'signature', 'The header is not signed by a key that is trusted.');
      if (faults.length > 0) break;
      continue;
    }
    const line = lineOf(text);
    if (line === null) {
      fault(number, 'unreadable', 'It is no line of a manifest.');
      continue;
    }
    accounts += 1;
    if ('erased' in line) erased += 1;
    if (!isAsHashed(line)) fault(number, 'changed', `What it says of account ${line.seq} is not what was hashed.`);
    if (line.seq > signed!.header.counts.accounts) fault(number, 'added', `The list ends before account ${line.seq}.`);
    else if (line.seq > next)
      fault(number, 'missing', `${span(next, line.seq - 1)} ${line.seq - 1 > next ? 'are' : 'is'} not here.`);
    else if (line.seq < next) fault(number, 'order', `Account ${line.seq} comes again, or too late.`);
    next = Math.max(next, line.seq + 1);
    root.add(line.hash);
  }
  if (number === 0) fault(1, 'unreadable', 'The file is empty.');
  if (signed !== null && faults.length === 0) {
    const { counts, root: expected } = signed.header;
    if (next <= counts.accounts) fault(number, 'missing', `The file ends before account ${counts.accounts}.`);
    else if (root.root() !== expected) fault(number, 'root', 'A line was put in the place of another one.');
  }
  return { batch: signed?.header.batch ?? null, accounts, erased, faults };
};

const span = (from: number, to: number): string => (from === to ? `Account ${from}` : `Accounts ${from} to ${to}`);

const jsonOf = (text: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};

const headerOf = (text: string): SignedHeader | null => {
  const value = jsonOf(text) as Partial<SignedHeader> | null;
  if (typeof value?.protected !== 'string' || typeof value.signature !== 'string') return null;
  const header = value.header;
  const fits =
    header?.manifest === 'ringfence-ban-batch' &&
    Number.isSafeInteger(header.counts?.accounts) &&
    Object.keys(value).length === 3 &&
    HASH.test(header.root);
  return fits ? (value as SignedHeader) : null;
};

const lineOf = (text: string): ManifestLine | null => {
  const value = jsonOf(text) as { seq?: unknown; hash?: unknown } | null;
  const fits = Number.isSafeInteger(value?.seq) && typeof value?.hash === 'string' && HASH.test(value.hash);
  return fits ? (value as ManifestLine) : null;
};
