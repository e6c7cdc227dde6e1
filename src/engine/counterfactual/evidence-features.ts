import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { chanceAtPlace, type Place, placeAmong, type Reached } from '../rings/explanations.ts';
import type { GroupSignal } from '../rings/group-evidence.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Partners } from './partners.ts';

/** Those figures of a ring that its evidence alone makes; names as in the run's features. */
export interface EvidenceFeatures {
  readonly size: number;
  /** Share of pairs of partners that hold, by the number of pairs that there could be: only good against another such figure. */
  readonly cohesion: number;
  readonly bitsPerMember: number;
  readonly families: number;
  readonly corroboration: number;
  /** How widely one owner, one place and identifiers at all reach those that stay: what innocent explanations are made from. */
  readonly reached: Reached;
  readonly place: Place;
  /** Whether any behaviour is left among the evidence. */
  readonly behaviour: boolean;
}

/** Bits that a signal needs to be evidence. */
const MIN_BITS = 1;

/** Figures of those that stay, over a structure (the ring's own, or one with rows taken out) less some signals. O(rows). */
export const evidenceFeatures = (
  { signals, signalType }: RingStructure,
  partners: Partners,
  rules: TieRules,
): ((
  structure: RingStructure,
  stays: Uint8Array,
  holds: Uint8Array,
  without: readonly number[],
) => EvidenceFeatures) => {
  const sum = familySum(rules, rules);
  return (structure, stays, holds, without) => {
    const shownBy = new Uint32Array(signals.length);
    let size = 0;
    const each = (visit: (signal: number, member: number) => void, done?: (member: number) => void): void => {
      for (let member = 0; member < stays.length; member++) {
        if (stays[member] === 0) continue;
        for (let row = structure.rowStart[member]!; row < structure.rowStart[member + 1]!; row++)
          visit(structure.rowSignal[row]!, member);
        done?.(member);
      }
    };
    each(
      (signal) => shownBy[signal]!++,
      () => size++,
    );
    for (const signal of without) shownBy[signal] = 0;
    signals.forEach(({ bits }, signal) => {
      if (bits < MIN_BITS || shownBy[signal]! < 2) shownBy[signal] = 0;
    });
    let [widest, behaviour, owned] = [-1, false, 0];
    const addresses: GroupSignal[] = [];
    for (let signal = 0; signal < signals.length; signal++) {
      const type = signalType[signal]!;
      if (shownBy[signal] === 0) continue;
      if (rules.weakFamily[rules.familyOfType[type]!]) {
        addresses.push({ signal, members: shownBy[signal]! });
        continue;
      }
      if (rules.types[type]!.kind === 'identifier') owned = Math.max(owned, shownBy[signal]!);
      if (widest < 0 || shownBy[signal]! > shownBy[widest]!) widest = signal;
      if (rules.types[type]!.kind === 'behaviour') behaviour = true;
    }
    let [bits, corroborated, reached] = [0, 0, 0];
    let [further, families] = [false, 0];
    let [identified, identifier, placed, atPlace, ofTied] = [0, false, 0, false, 0];
    const place = placeAmong(addresses);
    const [sure, tied] = [new Set(place.sure), new Set(place.tied)];
    const seenBy = new Int32Array(rules.families.length).fill(-1);
    sum.clear();
    each(
      (signal, member) => {
        if (shownBy[signal] === 0) return;
        const family = rules.familyOfType[signalType[signal]!]!;
        sum.add(family, signals[signal]!.bits);
        if (rules.weakFamily[family]) {
          if (sure.has(signal)) atPlace = true;
          if (tied.has(signal)) ofTied++;
          return;
        }
        if (rules.types[signalType[signal]!]!.kind === 'identifier') identifier = true;
        if (signal !== widest) further = true;
        if (seenBy[family] !== member) families++;
        seenBy[family] = member;
      },
      () => {
        bits += sum.total();
        sum.clear();
        if (further) corroborated++;
        reached += families;
        if (identifier) identified++;
        placed += atPlace ? 1 : chanceAtPlace(place, ofTied);
        [further, families] = [false, 0];
        [identifier, atPlace, ofTied] = [false, false, 0];
      },
    );
    let held = 0;
    for (let p = 0; p < holds.length; p++)
      if (holds[p] === 1 && stays[partners.a[p]!] === 1 && stays[partners.b[p]!] === 1) held++;
    const of = Math.max(1, size);
    return {
      size,
      cohesion: size < 2 ? 0 : (2 * held) / (size * (size - 1)),
      bitsPerMember: bits / of,
      families: reached / of,
      corroboration: corroborated / of,
      // What lockstep ties is no evidence that is kept, so identifiers stand for it.
      reached: { owned: owned / of, identified: identified / of, tied: identified / of, placed: placed / of },
      place,
      behaviour,
    };
  };
};
