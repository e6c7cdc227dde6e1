import { RingfenceError } from '../errors.ts';

/** What an investigator has read of a ring: the run that shows it, and how many decisions there were. */
export interface RingVersion {
  readonly run: string;
  readonly version: number;
}

/** A strong ETag, quoted as in the header. */
export const etagOf = ({ run, version }: RingVersion): string => `"${run}.${version}"`;

/**
 * Whether an `If-Match` header names the present version (RFC 9110 §13.1.1, strong comparison: a weak tag never
 * matches; `*` matches whatever there is). Throws `precondition-required` (428) or `precondition-failed` (412).
 */
export const checkIfMatch = (header: string | undefined, present: RingVersion): void => {
  if (header === undefined) {
    throw new RingfenceError({
      type: 'precondition-required',
      status: 428,
      detail: 'If-Match is missing: a decision needs the ETag of the ring that it was made on.',
      mend: 'Read the ring and send its ETag as If-Match.',
    });
  }
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.includes('*') || tags.includes(etagOf(present))) return;
  throw changedSince();
};

export const changedSince = (): RingfenceError =>
  new RingfenceError({
    type: 'precondition-failed',
    status: 412,
    detail: 'The ring was decided on, or another run was published, since that ETag.',
    mend: 'Read the ring again and send its new ETag.',
  });
