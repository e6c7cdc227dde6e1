import type { Community } from '../communities/community.ts';
import type { EngineConfig } from '../config.ts';
import { logistic } from './score.ts';

const STEPS = 50;

/**
 * How much commoner rings are among a run's candidates than the score's weights take for granted, in log-odds: the difference between the
 * log-odds of the share of rings that is most probable in the light of these scores, and of `share`. Estimated without labels (Saerens,
 * Latinne & Decaestecker, Neural Computation 14, 2002) under a prior of `share` that is worth so many candidates; 0 where they are not commoner, and at most `most`.
 * Of the candidates in doubt alone, whose log-odds are `within` so much of even: a hundred certain rings of one operator do not make rings of what lies in the middle. The
 * posterior of the share is concave and has one maximum, which is where expectation–maximisation stands still: found by bisection. O(candidates).
 */
export const prevalenceAmong = (
  odds: readonly number[],
  { share, worth, within, most }: EngineConfig['prevalence'],
): number => {
  const inDoubt = odds.filter((each) => Math.abs(each) <= within);
  const usual = Math.log(share / (1 - share));
  const isMore = (by: number): boolean => {
    const rings = inDoubt.reduce((sum, each) => sum + logistic(each + by), worth * share);
    return rings > (worth + inDoubt.length) * logistic(usual + by);
  };
  if (inDoubt.length === 0 || !isMore(0)) return 0;
  let [low, high] = [0, most];
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (isMore(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

/**
 * The candidates of a branch of the hierarchy, so that an account is in one at most: its topmost communities with even odds or better, or
 * where there is none its topmost community. What `judge` finds too small (undefined) is no candidate.
 */
export const candidatesIn = <Judged extends { readonly odds: number }>(
  root: Community,
  judge: (community: Community) => Judged | undefined,
): readonly Judged[] => {
  const search = (community: Community): { readonly topmost: readonly Judged[]; readonly isFound: boolean } => {
    const own = judge(community);
    if (own !== undefined && own.odds >= 0) return { topmost: [own], isFound: true };
    const parts = community.parts.map(search);
    if (parts.some(({ isFound }) => isFound))
      return { topmost: parts.flatMap(({ topmost }) => topmost), isFound: true };
    return { topmost: own === undefined ? [] : [own], isFound: false };
  };
  return search(root).topmost;
};
