import type { ObservationColumns } from './columns.ts';

/** Creation times by old number; the first observation stands in where none is known, NaN where there is none either. */
export const creationTimes = (columns: ObservationColumns): Float64Array => {
  const times = new Float64Array(columns.accounts.length).fill(Number.NaN);
  for (let i = 0; i < columns.account.length; i++) {
    const a = columns.account[i]!;
    if (!(times[a]! <= columns.first[i]!)) times[a] = columns.first[i]!;
  }
  for (let a = 0; a < times.length; a++) if (Number.isFinite(columns.createdAt[a]!)) times[a] = columns.createdAt[a]!;
  return times;
};

/** Accounts with a known time are 0 .. dated; those created in the same second as account a are tieStart[a] .. tieEnd[a]. */
interface CreationTies {
  readonly dated: number;
  readonly tieStart: Uint32Array;
  readonly tieEnd: Uint32Array;
}

/** `created` by account, in order of it, NaN last. O(accounts). */
export const tiesOf = (created: Float64Array): CreationTies => {
  let dated = created.length;
  while (dated > 0 && Number.isNaN(created[dated - 1]!)) dated--;
  const tieStart = new Uint32Array(created.length);
  const tieEnd = new Uint32Array(created.length);
  for (let a = 0; a < dated; ) {
    let end = a + 1;
    while (end < dated && created[end] === created[a]) end++;
    const start = a;
    for (; a < end; a++) {
      tieStart[a] = start;
      tieEnd[a] = end;
    }
  }
  return { dated, tieStart, tieEnd };
};
