import { ALIKE, isOwn, STRANGER, tellingBits } from '../rings/membership.ts';
import { median } from '../support/median.ts';
import type { EvidenceRows, RingStructure } from './ring-structure.ts';
import type { TieRules } from './tie-rules.ts';

/** How what an account does stands to what the ring's middle member does. */
export type Likeness = 'alike' | 'between' | 'strange';

/**
 * The run's own rule for who belongs by what it does (`membership.ts`), for an account that was not in the run: of what it does again
 * and again, how much tells it as the ring's. Of rings only this one is known here, so what several rings share counts as less their
 * own. And one occasion is no habit: who did what the ring does once, however much of it, where the middle member did so again, is
 * not like it, unless an identifier of a family that is not weak ties it too; somebody may have come to a ring's prompts and address by
 * chance, or been led there. An account that does nothing is `alike`. O(rows of the members) to prepare, O(rows of the account) to ask.
 */
export const doings = (structure: RingStructure, rules: TieRules): ((rows: EvidenceRows, of: number) => Likeness) => {
  const size = structure.accounts.length;
  const ratio = Float64Array.from(structure.signals, ({ accounts }, s) => {
    const type = rules.types[structure.signalType[s]!]!;
    const shown = structure.signalStart[s + 1]! - structure.signalStart[s]!;
    if (type.kind !== 'behaviour' || shown === 0) return 0;
    const bits = tellingBits(shown, size, accounts, rules.accountsOf(structure.signalType[s]!));
    return isOwn(bits, shown, size, accounts, shown) ? bits * type.strength : 0;
  });
  /** Bits by which a mean thing that the account does tells it; NaN for one that does nothing. */
  const toldBy = (rows: EvidenceRows, of: number): number => {
    let together = 0;
    for (let row = rows.rowStart[of]!; row < rows.rowStart[of + 1]!; row++)
      together += ratio[rows.rowSignal[row]!]! * Math.max(1, rows.windowStart[row + 1]! - rows.windowStart[row]!);
    return together / rows.done[of]!;
  };
  /** Whether what it does of the ring's own falls into one window; null where it does nothing of it. */
  const doneOnce = (rows: EvidenceRows, of: number): boolean | null => {
    let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = rows.rowStart[of]!; row < rows.rowStart[of + 1]!; row++) {
      const [from, to] = [rows.windowStart[row]!, rows.windowStart[row + 1]!];
      if (ratio[rows.rowSignal[row]!] === 0 || from === to) continue;
      first = Math.min(first, rows.windows[from]!);
      last = Math.max(last, rows.windows[to - 1]!);
    }
    return first > last ? null : first === last;
  };
  const isFirm = (signal: number): boolean => {
    const type = structure.signalType[signal]!;
    return rules.types[type]!.kind === 'identifier' && !rules.weakFamily[rules.familyOfType[type]!];
  };
  const told = Float64Array.from(structure.accounts, (_, member) => toldBy(structure, member));
  const usual = median(told.filter((bits) => !Number.isNaN(bits)));
  const members = structure.accounts.map((_, member) => doneOnce(structure, member));
  const again = 2 * members.filter((once) => once === true).length < members.filter((once) => once !== null).length;
  return (rows, of) => {
    const bits = toldBy(rows, of);
    if (bits < STRANGER * usual) return 'strange';
    const signals = rows.rowSignal.subarray(rows.rowStart[of]!, rows.rowStart[of + 1]!);
    if (again && doneOnce(rows, of) === true && !signals.some(isFirm)) return 'between';
    return bits < ALIKE * usual ? 'between' : 'alike';
  };
};
