import { randomUUID } from 'node:crypto';

/** Bounded and plain, so that an id of the caller's choosing can go into a log line and a header as it is. */
const SANE = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The caller's X-Request-Id where it is sane (8–64 of letters, digits, `.`, `_`, `-`), else a new one. */
export const requestIdOf = (header: string | string[] | undefined): string =>
  typeof header === 'string' && SANE.test(header) ? header : randomUUID();
