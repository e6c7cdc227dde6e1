import { RingfenceError } from '../errors.ts';

/**
 * Whether an `If-Match` header names the present version (RFC 9110 §13.1.1, strong comparison: a weak tag never matches; `*`
 * matches whatever there is). `missing` says what a change needs, `changed` what has come before it. Throws
 * `precondition-required` (428) or `precondition-failed` (412).
 */
export const requireMatch = (
  header: string | undefined,
  etag: string,
  said: { readonly missing: string; readonly changed: string },
): void => {
  if (header === undefined) {
    throw new RingfenceError({
      type: 'precondition-required',
      status: 428,
      detail: said.missing,
      mend: 'Read it and send its ETag as If-Match.',
    });
  }
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.includes('*') && !tags.includes(etag)) throw changedSince(said.changed);
};

export const changedSince = (detail: string): RingfenceError =>
  new RingfenceError({
    type: 'precondition-failed',
    status: 412,
    detail,
    mend: 'Read it again and send its new ETag.',
  });
