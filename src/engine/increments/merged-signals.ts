import type { ObservationColumns, SignalTrait } from '../input/columns.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { byText } from '../support/text-order.ts';
import { enterText, numbersOfTexts, type TextTable } from '../support/text-table.ts';

/** Numbers of the signals of changes, of which nothing is entered anywhere yet. */
export interface SignalNumbers {
  /** By signal of the changes: its number. */
  readonly ofColumn: Uint32Array;
  /** Signals of the changes that are new, in order of their numbers. */
  readonly comers: readonly number[];
}

/** Signals keep their numbers; new ones follow in order of type and key. O(signals of the changes log new ones). */
export const signalNumbers = (
  old: Pick<ObservationIndex, 'signalKeys'>,
  columns: ObservationColumns,
  numbers: TextTable,
): SignalNumbers => {
  const ofColumn = new Uint32Array(columns.signals.length);
  const comers: number[] = [];
  numbersOfTexts(numbers, old.signalKeys, columns.signals).forEach((known, column) => {
    if (known < 0) comers.push(column);
    else ofColumn[column] = known;
  });
  comers.sort(
    (x, y) => columns.signalType[x]! - columns.signalType[y]! || byText(columns.signals[x]!, columns.signals[y]!),
  );
  comers.forEach((column, place) => {
    ofColumn[column] = old.signalKeys.length + place;
  });
  return { ofColumn, comers };
};

/** Signals of the last run and after them those that are new. */
export interface MergedSignals {
  readonly keys: readonly string[];
  readonly type: Uint8Array;
  readonly trait: Uint8Array;
  readonly traits: readonly SignalTrait[];
}

/** New signals are entered into `numbers`. What the changes say of a signal's trait holds. O(signals), for copying. */
export const mergedSignals = (
  old: ObservationIndex,
  columns: ObservationColumns,
  numbers: TextTable,
  { ofColumn, comers }: SignalNumbers,
): MergedSignals => {
  const before = old.signalKeys.length;
  const type = new Uint8Array(before + comers.length);
  const trait = new Uint8Array(before + comers.length);
  type.set(old.signalType);
  trait.set(old.signalTrait);
  for (const column of comers) {
    type[ofColumn[column]!] = columns.signalType[column]!;
    enterText(numbers, columns.signals[column]!, ofColumn[column]!);
  }
  const { traits, placeOf } = mergedTraits(old, columns);
  if (traits.length > 0)
    for (let column = 0; column < columns.signals.length; column++)
      trait[ofColumn[column]!] = placeOf[columns.signalTrait?.[column] ?? 0]!;
  // The old index is used up, and a copy of millions of names is for nothing.
  const keys = old.signalKeys as string[];
  for (const column of comers) keys.push(columns.signals[column]!);
  return { keys, type, trait, traits };
};

/** Traits of both, and for 0 and each place of the changes the place among them. */
const mergedTraits = (old: ObservationIndex, columns: ObservationColumns) => {
  const traits = [...old.traits];
  const places = (columns.traits ?? []).map((trait) => {
    const known = traits.findIndex(({ name }) => name === trait.name);
    if (known < 0) return traits.push(trait);
    traits[known] = trait;
    return known + 1;
  });
  return { traits, placeOf: [0, ...places] };
};
