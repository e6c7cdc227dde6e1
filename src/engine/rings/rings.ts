import type { Community } from '../communities/communities.ts';
import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { Weights } from '../weights/weights.ts';
import { type Described, groupDescriber } from './features.ts';
import { logistic, logOdds } from './score.ts';

export interface ScoredRing extends Described {
  /** Accounts, ascending. */
  readonly members: Uint32Array;
  /** Linked partners of each member inside the community. */
  readonly degrees: Float64Array;
  readonly score: number;
}

export interface Rings {
  readonly rings: readonly ScoredRing[];
  readonly counters: Readonly<Record<string, number>>;
}

/** How much the weight between parts takes off the value of a cut: at a half, nothing is left. */
const CROSSING_COST = 2;

interface Cut {
  readonly rings: readonly ScoredRing[];
  readonly value: number;
}

/**
 * Stage 6. Scores every community of the hierarchy and chooses, branch by branch, whether it is reported whole, in parts, or
 * not at all: the whole is worth members × log-odds, its parts the sum of theirs less what the links between them say
 * against the cut. So two rings that touch come apart, and a ring of many cards does not fall into its cards. A scene that
 * shares much without being one group has a good score and hardly any links: what is far too loose is reported in parts.
 */
export const scoreRings = (
  roots: readonly Community[],
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
): Rings => {
  const describe = groupDescriber(index, weights);
  const counters = { scored: 0, fringe: 0, rings: 0, members: 0 };

  const evaluate = (community: Community): Cut => {
    const { members, degrees } = withoutFringe(community, config.fringeShare);
    if (members.length < config.minRingSize) return { rings: [], value: 0 };
    counters.scored++;
    counters.fringe += community.members.length - members.length;
    const described = describe(members, community.cohesion);
    const odds = logOdds(described.features, config.score);
    const score = logistic(odds);
    if (score < config.minScore) return { rings: [], value: 0 };
    const value = members.length * Math.max(odds, 1e-9);
    return { rings: [{ ...described, members, degrees, score }], value };
  };

  const cut = (community: Community): Cut => {
    const whole = evaluate(community);
    if (community.parts.length === 0) return whole;
    const parts = community.parts.map(cut);
    const value = parts.reduce((sum, part) => sum + part.value, 0);
    const kept = Math.max(0, 1 - CROSSING_COST * community.crossing);
    const loose = community.cohesion < config.looseCohesion && value > 0;
    if (!loose && whole.value > 0 && whole.value >= value * kept) return whole;
    return { rings: parts.flatMap((part) => part.rings), value };
  };

  const rings = roots.flatMap((root) => cut(root).rings);
  counters.rings = rings.length;
  counters.members = rings.reduce((sum, ring) => sum + ring.members.length, 0);
  return { rings, counters };
};

const median = (values: Float64Array): number => {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] ?? 0;
};

/** Leaves out accounts that hang on a dense community by a few links: somebody framed by one of its cards, for one. */
const withoutFringe = (community: Community, share: number): { members: Uint32Array; degrees: Float64Array } => {
  const least = share * median(community.degrees);
  const keep = (_: number, i: number): boolean => community.degrees[i]! >= least;
  return { members: community.members.filter(keep), degrees: community.degrees.filter(keep) };
};
