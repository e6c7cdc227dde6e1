import { FRINGE_LINKS } from '../rings/rings.ts';
import { familySum } from '../weights/family-sum.ts';
import { doings, type Likeness } from './doings.ts';
import { type Reach, type RingReach, ringReach, scratch } from './ring-reach.ts';
import {
  type EvidenceRows,
  evidenceRows,
  type RingStructure,
  type ShownSignals,
  structureBytes,
} from './ring-structure.ts';
import type { TieRules } from './tie-rules.ts';

/** Where an account would stand: as firmly in the ring as most are, on its fringe, or not in it. */
export type Place = 'core' | 'fringe' | 'apart';

export interface RingMatch {
  readonly ring: string;
  /** 0–1, by the formula of a member's strength: half at the link threshold, less for fewer links than a middle member has. */
  readonly strength: number;
  readonly place: Place;
  /** Bits of evidence that the account shares with the ring, family by family. */
  readonly bits: number;
  /** Members that it would be linked with, and with how many a middle member is. */
  readonly linked: number;
  readonly median: number;
  readonly members: number;
  /** What it shares: the ring's signals, those with the most bits first. */
  readonly evidence: readonly {
    readonly key: string;
    readonly type: string;
    readonly bits: number;
    /** Members that show it. */
    readonly members: number;
  }[];
}

export interface MatchIndex {
  readonly rings: number;
  readonly members: number;
  /** Memory that it holds, bytes: exact for typed arrays, about for names. */
  readonly bytes: number;
  /** Takes one more ring in. O(rows + 16 × a match). */
  add(ring: string, structure: RingStructure): void;
  /** The rings that an account shares evidence with, best first, at most `limit`. Changes nothing. */
  match(account: ShownSignals, limit: number): readonly RingMatch[];
}

/** Rings that are weighed for one account at most, those with the most bits shared. */
const WEIGHED_RINGS = 16;
/** Share of a middle member's links that makes a core member. */
const CORE_SHARE = 0.5;

interface Entry {
  readonly ring: string;
  readonly structure: RingStructure;
  readonly numbers: ReadonlyMap<string, number>;
  readonly reach: RingReach;
  likeness(rows: EvidenceRows, of: number): Likeness;
}

/**
 * The rings of one run, by signal: an account is scored against them without a run, by the run's own weights, family sums and
 * rule for links. O(rings on its signals + 16 rings × (members on its signals + 256 × degree)) a match.
 */
export const matchIndex = (rules: TieRules): MatchIndex => {
  const entries: Entry[] = [];
  /** Signal key → the rings that it is evidence of. */
  const ringsOf = new Map<string, number[]>();
  const room = scratch();
  const sum = familySum(rules, rules);
  let [members, bytes] = [0, 0];

  /** Bits that the account shares with a ring, and what: numbers of the ring's evidence, the most bits first. */
  const shared = ({ structure, numbers }: Entry, keys: readonly string[]): { bits: number; signals: number[] } => {
    const signals = keys.map((key) => numbers.get(key)).filter((s) => s !== undefined);
    sum.clear();
    for (const s of signals) sum.add(rules.familyOfType[structure.signalType[s]!]!, structure.signals[s]!.bits);
    const bitsOf = (s: number): number => structure.signals[s]!.bits;
    return { bits: sum.total(), signals: signals.sort((x, y) => bitsOf(y) - bitsOf(x) || x - y) };
  };

  return {
    get rings() {
      return entries.length;
    },
    get members() {
      return members;
    },
    get bytes() {
      return bytes;
    },
    add(ring, structure) {
      const numbers = new Map(structure.signals.map(({ key }, s) => [key, s]));
      for (const key of numbers.keys()) {
        const rings = ringsOf.get(key);
        if (rings === undefined) ringsOf.set(key, [entries.length]);
        else rings.push(entries.length);
      }
      const reach = ringReach(structure, rules, room);
      entries.push({ ring, structure, numbers, reach, likeness: doings(structure, rules) });
      members += structure.accounts.length;
      // Two entries of hash tables a signal, 100 bytes each with what they point at.
      bytes += structureBytes(structure) + 200 * structure.signals.length;
    },
    match(account, limit) {
      const keysOf = new Map<number, string[]>();
      for (const { key } of account.signals)
        for (const ring of ringsOf.get(key) ?? []) {
          const keys = keysOf.get(ring);
          if (keys === undefined) keysOf.set(ring, [key]);
          else keys.push(key);
        }
      return [...keysOf]
        .map(([number, keys]) => ({ entry: entries[number]!, number, ...shared(entries[number]!, keys) }))
        .sort((x, y) => y.bits - x.bits || x.number - y.number)
        .slice(0, WEIGHED_RINGS)
        .map(({ entry, bits, signals }): RingMatch => {
          const rows = evidenceRows([account], (key) => entry.numbers.get(key), rules);
          const reach = entry.reach.reach(rows, 0, account.account);
          return {
            ring: entry.ring,
            ...standing(bits, reach, entry.reach.median, entry.likeness(rows, 0), rules),
            bits: rounded(bits),
            linked: Math.round(reach.linked),
            median: Math.round(entry.reach.median),
            members: entry.structure.accounts.length,
            evidence: signals.map((s) => {
              const { key, type, bits: worth } = entry.structure.signals[s]!;
              const shown = entry.structure.signalStart[s + 1]! - entry.structure.signalStart[s]!;
              return { key, type, bits: worth, members: shown };
            }),
          };
        })
        .sort((x, y) => y.strength - x.strength || y.bits - x.bits)
        .slice(0, limit);
    },
  };
};

/** The engine's own strength of a member, and its rules for who is left out of a community and who is never more than fringe. */
const standing = (
  bits: number,
  { linked }: Reach,
  median: number,
  likeness: Likeness,
  rules: TieRules,
): Pick<RingMatch, 'strength' | 'place'> => {
  const links = median === 0 ? 0 : linked / median;
  const share = likeness === 'alike' ? links : Math.min(links, FRINGE_LINKS);
  const held = 1 - 2 ** (-bits / Math.max(rules.threshold, 1e-9));
  const inside = share > 0 && share >= rules.fringeShare && likeness !== 'strange';
  const place = inside ? (share >= CORE_SHARE ? 'core' : 'fringe') : 'apart';
  return { strength: rounded(held * Math.min(1, Math.sqrt(share))), place };
};

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;
