import type { RingStructure } from '../match/ring-structure.ts';
import type { TieRules } from '../match/tie-rules.ts';
import { type Conduct, commonSourceOf, oneOwnerOf, programmeOf } from '../rings/explanations.ts';
import type { EvidenceFeatures } from './evidence-features.ts';
import { type HoldingSet, holdingSet } from './holding-set.ts';
import { type MemberTies, memberTies } from './member-ties.ts';
import type { Partners } from './partners.ts';
import { type ThoughtAway, withoutEvidence } from './without.ts';

/** What a run held of the ring as a whole. */
export interface RingFacts {
  /** By name, as in the ring of the result. */
  readonly features: Readonly<Record<string, number>>;
  readonly score: number;
  /** The score that features give by the run's rules. */
  readonly scoreOf: (features: Readonly<Record<string, number>>) => number;
  readonly minRingSize: number;
  readonly minScore: number;
}

export interface Counterfactual {
  /** Numbers of the members that leave, ascending. */
  readonly leave: Uint32Array;
  readonly stay: number;
  /** Sizes of parts of those that leave which are large enough for a ring of their own, the largest first. */
  readonly parts: readonly number[];
  readonly score: number;
  /** Whether those that stay would still be reported as a ring. */
  readonly ring: boolean;
}

/** With how many link thresholds a member is taken to be held, one after another until enough of them stay. */
const ENOUGH = [1, 2, 4, 8] as const;

export interface Holding extends HoldingSet {
  /** Members that stay when there is no other evidence. */
  readonly stay: number;
}

export interface RingQuestions {
  /** What becomes of the ring when some of its evidence is thought away. */
  without(away: ThoughtAway): Counterfactual;
  /** Few signals by which alone a share of the members stay, where there are such. */
  holding(share: number): Holding;
  /** What ties one member, and the fewest signals without which it would be out. */
  member(member: number): MemberTies;
}

/**
 * Questions about one ring of one run, answered from its own evidence. Nothing thought away gives nobody leaving and the run's
 * own score. Figures that its evidence does not make (burst, volume, …) stay as the run had them; those that it does change in the
 * proportion in which they change here, and what one owner, one place or one public source explains is reckoned anew.
 */
export const ringQuestions = (
  structure: RingStructure,
  partners: Partners,
  rules: TieRules,
  facts: RingFacts,
): RingQuestions => {
  const without = withoutEvidence(structure, partners, rules);
  const intact = without({ signals: [] });
  return {
    without(away) {
      const { leave, features, parts } = without(away);
      const score = scoreAfter(facts, intact.features, features);
      const stay = structure.accounts.length - leave.length;
      const apart = parts.filter((size) => size >= facts.minRingSize);
      return { leave, stay, parts: apart, score, ring: stay >= facts.minRingSize && score >= facts.minScore };
    },
    holding(share) {
      const aloneWith = (signals: readonly number[]): number => {
        const chosen = new Set(signals);
        const others = [...structure.signals.keys()].filter((s) => !chosen.has(s));
        return structure.accounts.length - without({ signals: others }).leave.length;
      };
      let best: Holding | undefined;
      for (const times of ENOUGH) {
        const set = holdingSet(structure, rules, share, times * rules.threshold);
        const found = { ...set, stay: aloneWith(set.signals) };
        if (best === undefined || found.stay > best.stay) best = found;
        if (best.stay >= share * structure.accounts.length || set.full) break;
      }
      return best!;
    },
    member: (member) => memberTies(structure, partners, rules, member),
  };
};

/** The run's features with those that evidence makes moved as they move here, and the score of that. */
const scoreAfter = (facts: RingFacts, before: EvidenceFeatures, after: EvidenceFeatures): number => {
  if (same(before, after)) return facts.score;
  const features: Record<string, number> = { ...facts.features };
  const inProportion = (name: string, from: number, to: number, most = Number.POSITIVE_INFINITY): void => {
    if (features[name] !== undefined && from > 0) features[name] = Math.min(most, (features[name] * to) / from);
  };
  inProportion('size', before.size, after.size);
  inProportion('cohesion', before.cohesion, after.cohesion, 1);
  inProportion('bitsPerMember', before.bitsPerMember, after.bitsPerMember);
  inProportion('evidence', before.bitsPerMember, after.bitsPerMember);
  inProportion('families', before.families, after.families);
  inProportion('corroboration', before.corroboration, after.corroboration, 1);
  if (before.behaviour && !after.behaviour)
    for (const name of ['synchrony', 'occasion', 'focus', 'again', 'agreement', 'quickness'])
      if (features[name] !== undefined) features[name] = 0;
  // Explanations are made anew from what is left; what the run knew beyond the evidence that it kept stays the difference.
  const explainedAnew = (name: string, from: number, to: number): void => {
    if (features[name] !== undefined) features[name] = Math.min(1, Math.max(0, features[name] + to - from));
  };
  explainedAnew(
    'oneOwner',
    oneOwnerOf(before.reached, before.place, conductOf(facts.features)),
    oneOwnerOf(after.reached, after.place, conductOf(features)),
  );
  explainedAnew(
    'commonSource',
    commonSourceOf(before.reached, conductOf(facts.features)),
    commonSourceOf(after.reached, conductOf(features)),
  );
  explainedAnew(
    'programme',
    programmeOf(before.reached, conductOf(facts.features)),
    programmeOf(after.reached, conductOf(features)),
  );
  return facts.scoreOf(features);
};

/** Of a run's features; one that it does not have is 0, and what is not known to be done once is done again, by all alike. */
const conductOf = (features: Readonly<Record<string, number>>): Conduct => ({
  focus: features['focus'] ?? 0,
  synchrony: features['synchrony'] ?? 0,
  burst: features['burst'] ?? 0,
  volume: features['volume'] ?? 0,
  used: features['used'] ?? 0,
  again: features['again'] ?? Number.POSITIVE_INFINITY,
  agreement: features['agreement'] ?? 1,
  quickness: features['quickness'] ?? 0,
});

const same = (a: EvidenceFeatures, b: EvidenceFeatures): boolean => JSON.stringify(a) === JSON.stringify(b);
