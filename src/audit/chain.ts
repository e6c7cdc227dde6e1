import { type AuditEntry, hashOf, START } from './entry.ts';
import type { Seals } from './seal.ts';

/** Where a trail ends: its last entry. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** What is wrong with a trail, and where. */
export interface AuditFault {
  readonly seq: number;
  readonly kind: 'missing' | 'changed' | 'unlinked' | 'seal' | 'end';
  readonly detail: string;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly head: Head | null;
  /** Entries that carry no seal, or one of a key that is not at hand. */
  readonly unsealed: number;
  /** The first `MAX_FAULTS`. */
  readonly faults: readonly AuditFault[];
}

export const MAX_FAULTS = 100;

/**
 * Walks a trail from its first entry. Found are entries that were removed (a gap in the numbers), changed (the hash does not
 * fit), put elsewhere (number and hash do not fit, or the link to the entry before), made anew with hashes that fit (the seal does not),
 * and cut off at the end (`ends` lists heads that the trail must reach: its own, and one that somebody wrote down).
 * `entries` come in order of `seq`; one that has no readable content is null with its number.
 */
export const verifyChain = async (
  entries: AsyncIterable<{ readonly seq: number; readonly entry: AuditEntry | null }>,
  ends: readonly Head[],
  seals: Pick<Seals, 'fits'> | null,
  /** What is walked begins behind this number. */
  after = 0,
): Promise<AuditVerdict> => {
  const faults: AuditFault[] = [];
  const fault = (seq: number, kind: AuditFault['kind'], detail: string): void => {
    if (faults.length < MAX_FAULTS) faults.push({ seq, kind, detail });
  };
  const wanted = new Map(ends.map(({ seq, hash }) => [seq, hash]));
  let previous: string | null = after === 0 ? START : null;
  let expected = after + 1;
  let count = 0;
  let unsealed = 0;
  let head: Head | null = null;

  for await (const { seq, entry } of entries) {
    count++;
    if (seq > expected) {
      fault(expected, 'missing', seq - expected === 1 ? 'is missing' : `to ${seq - 1} are missing`);
      previous = null;
    }
    expected = seq + 1;
    if (entry === null) {
      fault(seq, 'changed', 'cannot be read');
      previous = null;
      continue;
    }
    if (hashOf(entry) !== entry.hash) fault(seq, 'changed', 'does not fit its hash');
    if (previous !== null && entry.previous !== previous)
      fault(seq, 'unlinked', `is not the one that followed ${seq - 1}`);
    const sealed = entry.seal === null || seals === null ? null : seals.fits(entry.hash, entry.seal);
    if (sealed === null) unsealed++;
    if (sealed === false) fault(seq, 'seal', 'was not written by a service with this key');
    if ((wanted.get(seq) ?? entry.hash) !== entry.hash) fault(seq, 'end', 'is not the one that was noted');
    previous = entry.hash;
    head = { seq, hash: entry.hash };
  }
  for (const { seq } of ends) {
    if (seq >= expected) fault(expected, 'end', `and what followed, up to ${seq}, was cut off`);
  }
  return { entries: count, head, unsealed, faults };
};
