import { NONE } from '../support/none.ts';
import { lengthened, roomy } from '../support/stretches.ts';

/** How accounts go together with those of the last run. */
export interface Numbers {
  /** By account of the last run: its number now; `NONE` where it is gone. */
  readonly accountNow: Uint32Array;
  /** By account: its number then; `NONE` where it is new. */
  readonly accountBefore: Uint32Array;
}

/**
 * A column by account of the last run, which is used up, in today's numbers; 0 for who is new. Mostly everybody has the number that it had, and
 * the column is gone on with in the memory that it has. O(accounts).
 */
export const carried = (column: Float64Array, { accountNow, accountBefore }: Numbers): Float64Array => {
  const n = accountBefore.length;
  if (isAsItWas(accountNow)) return lengthened(column, n);
  const now = roomy.float64(n);
  for (let a = 0; a < n; a++) if (accountBefore[a] !== NONE) now[a] = column[accountBefore[a]!]!;
  return now;
};

/** Whether everybody has the number that it had, and nobody is gone. */
export const isAsItWas = (accountNow: Uint32Array): boolean => {
  for (let a = 0; a < accountNow.length; a++) if (accountNow[a] !== a) return false;
  return true;
};
