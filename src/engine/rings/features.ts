import { creationBurst } from '../behaviour/burst.ts';
import { groupRows } from '../behaviour/group-rows.ts';
import { groupSynchrony } from '../behaviour/group-synchrony.ts';
import { groupRepetition } from '../behaviour/repetition.ts';
import { type Volumes, volumeLikeness, volumesOf } from '../behaviour/volume.ts';
import { degreeOf, type ObservationIndex, windowsOf } from '../input/observation-index.ts';
import type { LinkGraph } from '../links/link-graph.ts';
import type { Weights } from '../weights/weights.ts';
import {
  type Conduct,
  chanceAtPlace,
  commonSourceOf,
  occasionOf,
  oneOwnerOf,
  placeAmong,
  programmeOf,
  type Reached,
} from './explanations.ts';
import { commonFrom, type GroupEvidence, groupEvidence } from './group-evidence.ts';

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
  /**
   * Mean share of what a member does again and again (behaviour signals, by type strength and by the windows they were seen in) that
   * is the group's common behaviour.
   */
  readonly focus: number;
  /**
   * How well "they are one household, firm, school or person" explains the group: one identifier reaches nearly all of it (0 at half of
   * the members, 1 at all), and yet everybody does something else (1 − focus) and uses another amount (less from one bit of
   * likeness of volume on, nothing from three); or the few addresses of one place do, as far as members do not both do the same and
   * share identifiers (pupils share a lesson, not a card), or as work is shared out among them: even use (less from two bits on, nothing from four) of things done
   * again (`again`: three quarters of a link to one and a quarter) of which each is done by few (`agreement`: wholly up to .4, not at all from .6). Such an owner explains a common card, address, day of creation and common
   * prompts alike.
   */
  readonly oneOwner: number;
  /** Share of members that act in lockstep with another (`lockstepLinks`); 0 where such links are off. */
  readonly lockstep: number;
  /** Creation burst in bits, a lower bound. */
  readonly burst: number;
  /** The burst's z under the null; it grows with the size, so it is shown and not scored. */
  readonly burstZ: number;
  /** How much more alike members are in requests a day than the population, in bits, a lower bound. */
  readonly volume: number;
  /** Share of members whose usage is known; 0 where nobody's differs. */
  readonly used: number;
  /**
   * log2 of shared (behaviour, window) pairs of accounts over what popularity and time of day explain (Cao et al.,
   * SynchroTrap, 2014).
   */
  readonly synchrony: number;
  /**
   * How well one occasion, a lesson, a tutorial, an event, explains the group: the share of the common behaviour that fell into two windows
   * in a row; less from two bits of likeness of volume on, nothing from four, for a script that runs through its accounts in one evening.
   */
  readonly occasion: number;
  /**
   * How well "they follow one public source" (a benchmark, a tutorial, a list of prompts) explains the group: the share of members
   * that neither an identifier nor lockstep ties, wholly up to half a bit of synchrony, half at one bit (twice as often together as popularity explains), and
   * not at all from one and a half, nor as far as work is shared out among them (see `oneOwner`). Many may send the same prompts; whoever sends them together, again and again, is steered: unless nothing
   * but what they do speaks for it. Whose accounts were made at any time and use amounts as different as anybody's are an audience (burst and
   * volume of half a bit together say that they are none; burst only as far as they do things again, since an event makes accounts as well).
   */
  readonly commonSource: number;
  /**
   * How well "they follow one programme" (a course, a tutorial, a list of tasks) explains the group: the share of members that neither an
   * identifier nor lockstep ties, as far as each does each thing on the list (`agreement`: not at all at one half, wholly at three quarters), once
   * (`again`: wholly up to a quarter of a link's bits, not at all from three quarters), and not within minutes of each other (`quickness`: wholly up to
   * five bits, a quarter of an hour, not at all from seven, four minutes). Whoever distils has no use for an answer that he has. Absent in runs of
   * versions that did not look.
   */
  readonly programme?: number;
  /** Bits of what a mean member does again, in link thresholds. */
  readonly again: number;
  /** Share of the members that do it too, of a mean thing that a member does. */
  readonly agreement: number;
  /** How much closer together in time than by chance members begin a thing within eight hours, in bits, a lower bound. */
  readonly quickness: number;
  /** Share of the members' bits that people's doubts take off its evidence (`doubtRings`); absent where there are none. */
  readonly doubt?: number;
  /** How much commoner rings are in the run than its weights take for granted, in log-odds (`prevalenceAmong`); absent where it is not known. */
  readonly prevalence?: number;
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
const TIED = 16;
/** Synchrony, in bits, that is taken where no windows are known at all: the middle of what counts. */
const UNKNOWN_SYNCHRONY = 2;

/** Says of accounts (ascending), linked so densely, what they have in common. */
export type GroupDescriber = (accounts: Uint32Array, cohesion: number) => Described;

/**
 * Describes groups of accounts (ascending). Links by lockstep, where there are any, are a family of evidence of their own: bits for the
 * accounts that they reach. O(rows, windows and lockstep links of the accounts) each.
 */
export const groupDescriber = (
  index: ObservationIndex,
  weights: Weights,
  lockstep?: LinkGraph,
  volumes: Volumes = volumesOf(index),
): GroupDescriber => {
  const evidenceOf = groupEvidence(index, weights);
  const burstOf = creationBurst(index);
  const rowsOfGroup = groupRows(index);
  const synchronyOf = groupSynchrony(index);
  const repetitionOf = groupRepetition(index, weights);
  const volumeOf = volumeLikeness(volumes);
  const mark = new Uint8Array(index.signalKeys.length);
  const lockstepBits = strongestInside(index.accountIds.length, lockstep);
  const isBehaviour = Uint8Array.from(index.types, ({ kind }) => Number(kind === 'behaviour'));
  const strengthOf = Float64Array.from(index.types, ({ strength }) => strength);
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
    const common = commonFrom(accounts.length);
    let owned = 0; // members that the widest identifier reaches
    for (const { signal, members } of firm) {
      const { kind } = index.types[index.signalType[signal]!]!;
      if (kind === 'identifier') owned = Math.max(owned, members);
      else if (members >= common) mark[signal]! |= COMMON;
    }
    const place = placeAmong(evidence.signals.filter(({ signal }) => weak(signal)));
    for (const signal of place.sure) mark[signal] = PLACE;
    for (const signal of place.tied) mark[signal] = TIED;
    let placed = 0;
    let focus = 0;
    const reached = new Uint32Array(index.families.length);
    const lastOf = new Int32Array(index.families.length);
    let corroborated = 0;
    let identified = 0; // members that any identifier reaches
    const inLockstep = lockstepBits(accounts);
    let stepped = 0; // members that lockstep reaches
    let tiedOtherwise = 0; // members that lockstep or any identifier reaches
    accounts.forEach((a, i) => {
      let further = 0;
      let identifier = 0;
      let atPlace = false;
      let ofTied = 0;
      let [together, done] = [0, 0];
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        const type = index.signalType[s]!;
        if (mark[s] === 0 && isBehaviour[type] === 0) continue;
        const often = strengthOf[type]! * windowsOf(index, row);
        if (isBehaviour[type] === 1) done += often;
        if (mark[s] === 0) continue;
        if (mark[s]! >= PLACE) {
          if (mark[s] === PLACE) atPlace = true;
          else ofTied++;
          continue;
        }
        if (mark[s]! & COMMON) together += often;
        if (mark[s]! & FURTHER) further = 1;
        if (isBehaviour[type] === 0) identifier = 1;
        const family = index.familyOfType[type]!;
        if (lastOf[family] !== i + 1) reached[family]!++;
        lastOf[family] = i + 1;
      }
      const steps = inLockstep[i]! > 0 ? 1 : 0;
      evidence.bits[i]! += inLockstep[i]!;
      stepped += steps;
      tiedOtherwise += Math.max(identifier, steps);
      corroborated += widest >= 0 ? Math.max(further, steps) : 0;
      identified += identifier;
      placed += atPlace ? 1 : chanceAtPlace(place, ofTied);
      focus += done === 0 ? 0 : together / done / accounts.length;
    });
    const doings = firm.map(({ signal }) => signal).filter((s) => isBehaviour[index.signalType[s]!] === 1);
    const doneIn = rowsOfGroup(doings, accounts);
    const { surplus: measured, occasion: onOne } = synchronyOf(doneIn);
    const repetition = repetitionOf(doings, doneIn, accounts.length);
    const synchrony = index.windows.length > 0 ? measured : UNKNOWN_SYNCHRONY;
    for (const { signal } of firm) mark[signal] = 0;
    for (const signal of [...place.sure, ...place.tied]) mark[signal] = 0;

    const size = accounts.length;
    const { z, bits: burst } = burstOf(accounts);
    const { bits: volume, used } = volumeOf(accounts);
    const conduct: Conduct = { focus, synchrony, burst, volume, used, ...repetition };
    const youngFrom = Math.floor(index.dated * 0.75);
    let young = 0;
    for (const a of accounts) if (a < index.dated && index.tieStart[a]! >= youngFrom) young++;
    const shares: Reached = {
      owned: owned / size,
      identified: identified / size,
      tied: tiedOtherwise / size,
      placed: placed / size,
    };
    const bitsPerMember = evidence.bits.reduce((sum, b) => sum + b, 0) / size;
    return {
      evidence,
      features: {
        size,
        cohesion,
        bitsPerMember,
        evidence: bitsPerMember / weights.threshold,
        families: (stepped + reached.reduce((sum, count) => sum + count, 0)) / size,
        corroboration: corroborated / size,
        focus,
        oneOwner: oneOwnerOf(shares, place, conduct),
        lockstep: stepped / size,
        burst,
        burstZ: z,
        volume,
        used,
        synchrony,
        occasion: occasionOf(onOne, conduct),
        commonSource: commonSourceOf(shares, conduct),
        programme: programmeOf(shares, conduct),
        ...repetition,
        youth: young / size,
        exclusivity: outside === 0 ? 0 : inside / outside,
      },
    };
  };
};

/** By member of a group (ascending): bits of its strongest link to another of the group; all 0 without a graph. */
const strongestInside = (nodes: number, graph: LinkGraph | undefined): ((accounts: Uint32Array) => Float64Array) => {
  if (graph === undefined || graph.links === 0) return (accounts) => new Float64Array(accounts.length);
  const inside = new Uint8Array(nodes);
  return (accounts) => {
    for (const a of accounts) inside[a] = 1;
    const strongest = Float64Array.from(accounts, (a) => {
      let most = 0;
      for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++)
        if (inside[graph.neighbour[e]!] === 1) most = Math.max(most, graph.bits[e]!);
      return most;
    });
    for (const a of accounts) inside[a] = 0;
    return strongest;
  };
};
