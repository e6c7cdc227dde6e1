import { burstOf } from '../behaviour/burst.ts';
import { groupSynchrony } from '../behaviour/group-synchrony.ts';
import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import type { Weights } from '../weights/weights.ts';
import { type GroupEvidence, type GroupSignal, groupEvidence } from './group-evidence.ts';

/** What a score is made from, and what is only shown (youth, exclusivity, burstZ: see each). */
export interface GroupFeatures {
  readonly size: number;
  /** Share of the pairs of members that are linked. */
  readonly cohesion: number;
  /** Mean bits that tie a member to the others. */
  readonly bitsPerMember: number;
  /** The same in link thresholds. */
  readonly evidence: number;
  /** Families beside the weak ones, each counted by the share of members that its evidence reaches. */
  readonly families: number;
  /**
   * Share of members that firm evidence other than the one widest signal reaches. A company has one card for all and
   * little else in common; a ring's cards, devices and templates overlap crosswise.
   */
  readonly corroboration: number;
  /** Mean share of what a member does (behaviour signals, by type strength) that is the group's common behaviour. */
  readonly focus: number;
  /**
   * How well "they are one household, firm, school or person" explains the group: one identifier, or the few addresses of one
   * place, reach nearly all of it (0 at half of the members, 1 at all), and yet everybody does something else (1 − focus).
   * Such an owner explains a common card, address, day of creation and a few common prompts alike.
   */
  readonly oneOwner: number;
  /** Creation burst in bits, a lower bound. */
  readonly burst: number;
  /** The burst's z under the null; it grows with the size, so it is shown and not scored. */
  readonly burstZ: number;
  /**
   * log2 of shared (behaviour, window) pairs of accounts over what popularity and time of day explain, less what fell on
   * one occasion: synchrony must last (Cao et al., SynchroTrap, 2014).
   */
  readonly synchrony: number;
  /** Share of the common behaviour that fell on one occasion, two windows in a row: a lesson, a tutorial, an event. */
  readonly occasion: number;
  /** Share of members in the youngest quarter of the population; the burst says it better, so it is only shown. */
  readonly youth: number;
  /**
   * Share of the accounts on the firm evidence that are members. A company's card is exclusive too, so it is only shown.
   */
  readonly exclusivity: number;
}

export interface Described {
  readonly features: GroupFeatures;
  readonly evidence: GroupEvidence;
}

/** Marks of firm evidence while a group is described. */
const FURTHER = 1;
const WIDEST = 2;
const COMMON = 4;
const PLACE = 8;
/** Addresses that one place may have. */
const PLACE_SIGNALS = 3;
/** Behaviour is common to a group when this share of it shows it. */
const COMMON_SHARE = 0.05;

/** Describes groups of accounts (ascending). O(rows and windows of the accounts) each. */
export const groupDescriber = (
  index: ObservationIndex,
  weights: Weights,
): ((accounts: Uint32Array, cohesion: number) => Described) => {
  const evidenceOf = groupEvidence(index, weights);
  const synchronyOf = groupSynchrony(index);
  const mark = new Uint8Array(index.signalKeys.length);
  const weak = (signal: number): boolean => weights.weakFamily[index.familyOfType[index.signalType[signal]!]!]!;

  return (accounts, cohesion) => {
    const evidence = evidenceOf(accounts);
    const firm = evidence.signals.filter(({ signal }) => !weak(signal));
    let widest = -1;
    let most = 0;
    let [inside, outside] = [0, 0];
    for (const { signal, members } of firm) {
      if (members > most) [widest, most] = [signal, members];
      inside += weights.bits[signal]! * members;
      outside += weights.bits[signal]! * degreeOf(index, signal);
    }
    for (const { signal } of firm) mark[signal] = signal === widest ? WIDEST : FURTHER;
    const common = Math.max(2, COMMON_SHARE * accounts.length);
    let owned = 0; // members that the widest identifier reaches
    for (const { signal, members } of firm) {
      const { kind } = index.types[index.signalType[signal]!]!;
      if (kind === 'identifier') owned = Math.max(owned, members);
      else if (members >= common) mark[signal]! |= COMMON;
    }
    // Evidence comes by bits × members; a place is made of the addresses that reach most, and has few others.
    const addresses = evidence.signals.filter(({ signal }) => weak(signal)).sort((x, y) => y.members - x.members);
    const place = addresses.slice(0, PLACE_SIGNALS);
    const showings = (signals: readonly GroupSignal[]): number =>
      signals.reduce((sum, { members }) => sum + members, 0);
    const onePlace = showings(place) / Math.max(1, showings(addresses));
    for (const { signal } of place) mark[signal] = PLACE;
    let placed = 0;
    let focus = 0;
    const reached = new Uint32Array(index.families.length);
    const lastOf = new Int32Array(index.families.length);
    let corroborated = 0;
    accounts.forEach((a, i) => {
      let further = 0;
      let atPlace = 0;
      let [together, done] = [0, 0];
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        const { kind, strength } = index.types[index.signalType[s]!]!;
        if (kind === 'behaviour') done += strength;
        if (mark[s] === 0) continue;
        if (mark[s] === PLACE) {
          atPlace = 1;
          continue;
        }
        if (mark[s]! & COMMON) together += strength;
        if (mark[s]! & FURTHER) further = 1;
        const family = index.familyOfType[index.signalType[s]!]!;
        if (lastOf[family] !== i + 1) reached[family]!++;
        lastOf[family] = i + 1;
      }
      corroborated += further;
      placed += atPlace;
      focus += done === 0 ? 0 : together / done / accounts.length;
    });
    const { surplus, occasion } = synchronyOf(
      firm.map(({ signal }) => signal).filter((s) => index.types[index.signalType[s]!]!.kind === 'behaviour'),
      accounts,
    );
    for (const { signal } of [...firm, ...place]) mark[signal] = 0;

    const size = accounts.length;
    const { z, bits } = burstOf(index, accounts);
    const youngFrom = Math.floor(index.dated * 0.75);
    let young = 0;
    for (const a of accounts) if (a < index.dated && index.tieStart[a]! >= youngFrom) young++;
    const bitsPerMember = evidence.bits.reduce((sum, b) => sum + b, 0) / size;
    return {
      evidence,
      features: {
        size,
        cohesion,
        bitsPerMember,
        evidence: bitsPerMember / weights.threshold,
        families: reached.reduce((sum, count) => sum + count, 0) / size,
        corroboration: corroborated / size,
        focus,
        oneOwner: Math.max(0, (2 * owned) / size - 1, onePlace * ((2 * placed) / size - 1)) * (1 - focus),
        burst: bits,
        burstZ: z,
        synchrony: surplus * (1 - occasion),
        occasion,
        youth: young / size,
        exclusivity: outside === 0 ? 0 : inside / outside,
      },
    };
  };
};
