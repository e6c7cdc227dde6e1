import { tiesOf } from '../input/creation.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { NONE } from '../support/none.ts';
import { lengthened, roomy } from '../support/stretches.ts';
import { byText } from '../support/text-order.ts';
import { enterText, numbersOfTexts, renumberTexts, type TextTable } from '../support/text-table.ts';
import type { Told } from './told-rows.ts';

/** Accounts of the last run and of the changes in order of creation. */
export interface MergedAccounts {
  readonly ids: string[];
  /** By account: its number in the last run, and in the changes; `NONE` where it is not there. */
  readonly before: Uint32Array;
  readonly column: Uint32Array;
  /** By account of the last run: its number now; `NONE` where it is gone. */
  readonly now: Uint32Array;
  readonly dates: Pick<ObservationIndex, 'created' | 'createdKnown' | 'dated' | 'tieStart' | 'tieEnd'>;
}

/** An account that stands anew in the order. */
interface Comer {
  readonly id: string;
  readonly created: number;
  readonly column: number;
}

/**
 * Whoever was there stays where it was. Whoever comes stands behind those of the same second, in order of id. Who was created at
 * another time than was known goes and comes: it stands elsewhere in every order. `numbers` are those of the accounts, and are brought up to
 * date. O(accounts + comers log comers).
 */
export const mergedOrder = (
  old: ObservationIndex,
  numbers: TextTable,
  { columns, was, created: createdOf }: Pick<Told, 'columns' | 'was' | 'created'>,
  gone: readonly string[],
): MergedAccounts => {
  const comers: Comer[] = [];
  const stays = new Uint32Array(old.accountIds.length); // 1 + column, 0 without one, NONE where it goes
  for (const before of numbersOfTexts(numbers, old.accountIds, gone)) if (before >= 0) stays[before] = NONE;
  was.forEach((before, column) => {
    const created = createdOf[column]!;
    const isAsItWas = before >= 0 && Object.is(created, old.created[before]);
    if (before >= 0) stays[before] = isAsItWas ? 1 + column : NONE;
    if (!isAsItWas) comers.push({ id: columns.accounts[column]!, created, column });
  });
  comers.sort((x, y) => byTime(x.created, y.created) || byText(x.id, y.id));

  // Mostly whoever comes was made last, and all others keep their numbers.
  const kept = keptNumbers(stays, old.created, comers[0]);
  let n = comers.length;
  for (let a = 0; a < stays.length; a++) if (stays[a] !== NONE) n++;
  // The old index is used up: mostly its names are gone on with.
  const ids = (kept === stays.length ? old.accountIds : old.accountIds.slice(0, kept)) as string[];
  const [before, column] = [new Uint32Array(n).fill(NONE, kept), new Uint32Array(n).fill(NONE)];
  const now = new Uint32Array(old.accountIds.length).fill(NONE, kept);
  const created = kept === stays.length ? lengthened(old.created, n) : roomy.float64(n);
  if (kept < stays.length) created.set(old.created.subarray(0, kept));
  const createdKnown = new Uint8Array(n);
  createdKnown.set(old.createdKnown.subarray(0, kept));
  let v = 0;
  let next = 0;
  const come = (comer: Comer): void => {
    ids.push(comer.id);
    created[v] = comer.created;
    createdKnown[v] = Number(Number.isFinite(columns.createdAt[comer.column]!));
    column[v++] = comer.column;
  };
  const stay = (a: number): void => {
    before[v] = a;
    if (stays[a]! > 0) {
      column[v] = stays[a]! - 1;
      createdKnown[v] = Number(Number.isFinite(columns.createdAt[column[v]!]!));
    }
    now[a] = v++;
  };
  for (let a = 0; a < kept; a++) stay(a);
  for (let a = kept; a < stays.length; a++) {
    if (stays[a] === NONE) continue;
    while (next < comers.length && byTime(comers[next]!.created, old.created[a]!) < 0) come(comers[next++]!);
    ids.push(old.accountIds[a]!);
    created[v] = old.created[a]!;
    createdKnown[v] = old.createdKnown[a]!;
    stay(a);
  }
  while (next < comers.length) come(comers[next++]!);
  if (kept < now.length) renumberTexts(numbers, now);
  for (let a = kept; a < n; a++) if (before[a] === NONE) enterText(numbers, ids[a]!, a);
  return { ids, before, column, now, dates: { created, createdKnown, ...tiesOf(created) } };
};

/** So many of the first accounts keep their numbers: none of them goes, and the first one that comes was not made before any. */
const keptNumbers = (stays: Uint32Array, created: Float64Array, comer: Comer | undefined): number => {
  const gone = stays.indexOf(NONE);
  let kept = gone < 0 ? stays.length : gone;
  while (comer !== undefined && kept > 0 && byTime(comer.created, created[kept - 1]!) < 0) kept--;
  return kept;
};

/** Earlier first; unknown last. */
const byTime = (x: number, y: number): number => {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  return x - y;
};
