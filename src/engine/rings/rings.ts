import type { Community } from '../communities/communities.ts';
import type { EngineConfig } from '../config.ts';
import type { Standing } from '../decisions/standing.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { median } from '../support/median.ts';
import type { Weights } from '../weights/weights.ts';
import { couldJoin, signalsOfEvidence } from './could-join.ts';
import { type Described, type GroupDescriber, groupDescriber } from './features.ts';
import type { Leaning } from './leaning.ts';
import { membershipReview, ringedAccounts } from './membership.ts';
import { candidatesIn, prevalenceAmong } from './prevalence.ts';
import { logistic, logOdds, unexplained } from './score.ts';

export interface ScoredRing extends Described {
  /** Accounts, ascending. */
  readonly members: Uint32Array;
  /** Linked partners of each member inside the community. */
  readonly degrees: Float64Array;
  readonly score: number;
  /** The community of the hierarchy that it is, before its members were looked over. */
  readonly community: Community;
}

export interface Rings {
  readonly rings: readonly ScoredRing[];
  readonly counters: Readonly<Record<string, number>>;
  /** What decisions changed: rings of an allowed group, which are not reported, and confirmed ones that score alone would not report. */
  readonly decided: { readonly ringsAllowed: number; readonly ringsConfirmed: number };
}

/** Most links of an account that is fringe at most, as a share of the median member's: its strength is then below a half. */
export const FRINGE_LINKS = 0.2;

/** Below it most of what speaks for a group is explained; and from it on a part of a community's members is most of them. */
const MOSTLY = 0.5;

/** Log-odds over the line from which on a group is as good as certain: what is more than that does not outweigh what holds it together. */
const CERTAIN = 8;
/** What a ring on the line is worth, or one below it that was above in the last run, in log-odds: it is better than nothing. */
const ON_THE_LINE = 0.01;

/** A community without its fringe, and the log-odds that the weights give it. */
interface Judged {
  readonly members: Uint32Array;
  readonly degrees: Float64Array;
  readonly described: Described;
  readonly odds: number;
}

interface Cut {
  readonly rings: readonly ScoredRing[];
  /** Log-odds over the line, summed over members. */
  readonly value: number;
  /** Members of groups that are no rings, most of what speaks for which something innocent explains. */
  readonly explained: number;
}

/**
 * Stage 6. Scores every community of the hierarchy, by its features and by how common rings are in this run (`prevalenceAmong`), and
 * chooses, branch by branch, whether it is reported whole, in parts, or not at all. Each is worth its members × log-odds over the line, at most `CERTAIN` each: a score is next to 1 for
 * many rings together as well as for each, and does not tell them from one. Members of the whole who are in no ring of its parts count by what they are as a
 * group by themselves, and against it if that is none. The whole is reported unless its parts are worth more as far as they are separate, or hardly hang together: then they are rings that touch, or schools that do, of
 * which each has an explanation and all together have none. So a ring of many cards does not fall into its cards. Where that is close,
 * what it was in the last run decides (`leaning`). Then the members of each are looked over (`membershipReview`).
 */
export const scoreRings = (
  roots: readonly Community[],
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
  describe: GroupDescriber = groupDescriber(index, weights),
  standing: Standing | null = null,
  leaning: Leaning = () => 0,
): Rings => {
  const counters = { scored: 0, candidates: 0, fringe: 0, joined: 0, left: 0, leaned: 0, rings: 0, members: 0 };

  const judgedOnes = new Map<Community, Judged | undefined>();
  const judge = (community: Community): Judged | undefined => {
    if (judgedOnes.has(community)) return judgedOnes.get(community);
    const { members, degrees } = withoutFringe(community, config.fringeShare);
    let judged: Judged | undefined;
    if (members.length >= config.minRingSize) {
      counters.scored++;
      counters.fringe += community.members.length - members.length;
      const described = describe(members, community.cohesion);
      judged = { members, degrees, described, odds: logOdds(described.features, config.score) };
    }
    judgedOnes.set(community, judged);
    return judged;
  };
  // A group that may act together is in doubt no more: it does not make others more likely.
  const candidates = roots
    .flatMap((root) => candidatesIn(root, judge))
    .filter(({ members }) => standing?.isAllowed(members) !== true);
  const prevalence = prevalenceAmong(
    candidates.map(({ odds }) => odds),
    config.prevalence,
  );
  counters.candidates = candidates.length;
  const scored = ({ features, evidence }: Described): Described & { readonly score: number } => {
    const all = { ...features, prevalence };
    return { features: all, evidence, score: logistic(logOdds(all, config.score)) };
  };
  const line = Math.log(config.minScore / (1 - config.minScore));

  const evaluate = (community: Community, least: number): Cut => {
    const judged = judge(community);
    if (judged === undefined) return { rings: [], value: 0, explained: 0 };
    const { members, degrees } = judged;
    const described = scored(judged.described);
    if (described.score < least) {
      const isExplained = unexplained(described.features) < MOSTLY;
      return { rings: [], value: 0, explained: isExplained ? members.length : 0 };
    }
    const overLine = logOdds(described.features, config.score) - line;
    return {
      rings: [{ ...described, members, degrees, community }],
      value: members.length * Math.min(CERTAIN, Math.max(ON_THE_LINE, overLine)),
      explained: 0,
    };
  };

  /** What a whole is worth beside the rings among its parts: never more than alone. What they leave of it is taken to hang together as it does. */
  const besides = ({ rings: [whole], value }: Cut, parts: readonly ScoredRing[]): number => {
    if (whole === undefined || parts.length === 0) return value;
    const held = new Set(parts.flatMap(({ members }) => Array.from(members)));
    const rest = whole.members.filter((account) => !held.has(account));
    if (rest.length < config.minRingSize) return value;
    const { score } = scored(describe(rest, whole.features.cohesion));
    return value * (1 - (2 * (1 - score) * rest.length) / whole.members.length);
  };

  const cut = (community: Community): Cut => {
    const lean = config.hysteresis * leaning(community.members);
    const whole = evaluate(community, config.minScore - Math.max(0, lean));
    if (whole.rings.some(({ score }) => score < config.minScore)) counters.leaned++;
    if (community.parts.length === 0) return whole;
    const parts = community.parts.map(cut);
    const value = parts.reduce((sum, part) => sum + part.value, 0);
    const explained = parts.reduce((sum, part) => sum + part.explained, 0);
    const rings = parts.flatMap((part) => part.rings);
    const separation = separationOf(community);
    let worth: number | undefined; // a group to describe, so only where it decides
    const stays = (by: number): boolean => {
      const apart =
        separation >= config.separation + by && (value > 0 || explained >= MOSTLY * community.members.length);
      const wanted = value * separation * (1 - by);
      if (apart || whole.value <= 0 || whole.value < wanted) return false;
      worth ??= besides(whole, rings);
      return worth >= wanted;
    };
    const isWhole = stays(lean);
    if (isWhole !== stays(0)) counters.leaned++;
    if (isWhole) return whole;
    return { rings, value, explained: Math.max(whole.explained, explained) };
  };

  const review = membershipReview(index, weights);
  const chosen = roots.flatMap((root) => cut(root).rings);
  const isTaken = new Uint8Array(index.accountIds.length);
  for (const { members } of chosen) for (const account of members) isTaken[account] = 1;
  // What people have confirmed is reported with the score that it has now: the largest communities of such accounts that hold no ring.
  const confirmedIn = (community: Community): readonly ScoredRing[] =>
    standing?.isConfirmed(community.members) === true && !community.members.some((account) => isTaken[account] === 1)
      ? evaluate(community, 0).rings
      : community.parts.flatMap(confirmedIn);
  const confirmed = standing === null ? [] : roots.flatMap(confirmedIn);
  // The largest first: they have most to say of what is theirs.
  const order = [...chosen, ...confirmed].sort(
    (x, y) => y.members.length - x.members.length || x.members[0]! - y.members[0]!,
  );
  const ofEvidence = signalsOfEvidence(order, index);
  const ringed = ringedAccounts(index, ofEvidence, couldJoin(order, ofEvidence, index, weights));
  for (const { members } of order) for (const account of members) ringed.set(account, true);
  const looked = (ring: ScoredRing): ScoredRing => {
    const { members, apart, joined, left } = review(ring.members, ring.evidence, ringed);
    if (!apart.includes(1) && left === 0) return ring;
    const described = scored(describe(members, ring.features.cohesion));
    if (members.length < config.minRingSize || described.score < Math.min(config.minScore, ring.score)) return ring;
    const stays = new Set(members);
    for (const account of ring.members) if (!stays.has(account)) ringed.set(account, false);
    for (const account of members) ringed.set(account, true);
    counters.joined += joined;
    counters.left += left;
    const degreeOf = new Map(Array.from(ring.members, (account, i) => [account, ring.degrees[i]!]));
    // Whoever joined is linked to nobody in particular, and never more than fringe: a ring could send an innocent's own prompts. Nor is
    // a member that mostly does something else: its card or line may have been taken.
    const few = FRINGE_LINKS * median(ring.degrees);
    const links = (account: number, i: number): number => {
      const degree = degreeOf.get(account) ?? few;
      return apart[i] === 1 ? Math.min(degree, few) : degree;
    };
    return { ...ring, ...described, members, degrees: Float64Array.from(members, links) };
  };
  const final = new Map(order.map((ring) => [ring, looked(ring)]));
  const all = [...chosen, ...confirmed].map((ring) => final.get(ring)!);
  const rings = standing === null ? all : all.filter((ring) => !standing.isAllowed(ring.members));
  const decided = {
    ringsAllowed: all.length - rings.length,
    ringsConfirmed: confirmed.filter((ring) => rings.includes(final.get(ring)!)).length,
  };
  counters.rings = rings.length;
  counters.members = rings.reduce((sum, ring) => sum + ring.members.length, 0);
  return { rings, counters, decided };
};

/** Modularity of the cut over the most that parts of these sizes could have: 1 where nothing runs between them, 0 as by chance. */
const separationOf = ({ members, parts, crossing }: Community): number => {
  const byChance = 1 - parts.reduce((sum, part) => sum + (part.members.length / members.length) ** 2, 0);
  return byChance <= 0 ? 0 : 1 - crossing / byChance;
};

/** Leaves out accounts that hang on a dense community by a few links: somebody framed by one of its cards, for one. */
const withoutFringe = (community: Community, share: number): { members: Uint32Array; degrees: Float64Array } => {
  const least = share * median(community.degrees);
  const keep = (_: number, i: number): boolean => community.degrees[i]! >= least;
  return { members: community.members.filter(keep), degrees: community.degrees.filter(keep) };
};
