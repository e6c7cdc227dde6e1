import type { RingfenceError } from '../errors.ts';
import { changedSince as changed, requireMatch } from '../http/if-match.ts';

/** What an investigator has read of a ring: the run that shows it, and how many decisions there were. */
export interface RingVersion {
  readonly run: string;
  readonly version: number;
}

const MISSING = 'If-Match is missing: a decision needs the ETag of the ring that it was made on.';
const CHANGED = 'The ring was decided on, or another run was published, since that ETag.';

/** A strong ETag, quoted as in the header. */
export const etagOf = ({ run, version }: RingVersion): string => `"${run}.${version}"`;

/** Throws `precondition-required` (428) or `precondition-failed` (412). */
export const checkIfMatch = (header: string | undefined, present: RingVersion): void =>
  requireMatch(header, etagOf(present), { missing: MISSING, changed: CHANGED });

export const changedSince = (): RingfenceError => changed(CHANGED);
