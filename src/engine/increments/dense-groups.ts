import type { Community } from '../communities/community.ts';
import type { EngineConfig } from '../config.ts';
import { FRINGE_LINKS } from '../rings/rings.ts';
import { median } from '../support/median.ts';

/** A member is well tied when it has so many times the links that tell core from fringe. */
const WELL_TIED = 2;

/**
 * By account: 1 + the number of the largest dense community that it is well tied in, 0 for none. A link more between two of one such group tells
 * little that is new: a community as dense as `minCohesion` is not cut for being loose, and both are core in it already.
 */
export const denseGroups = (
  roots: readonly Community[],
  accounts: number,
  { minCohesion }: Pick<EngineConfig, 'minCohesion'>,
): Uint32Array => {
  const groupOf = new Uint32Array(accounts);
  let groups = 0;
  const see = ({ members, cohesion, degrees, parts }: Community): void => {
    if (cohesion < minCohesion) {
      parts.forEach(see);
      return;
    }
    const least = WELL_TIED * FRINGE_LINKS * median(degrees);
    groups++;
    for (let i = 0; i < members.length; i++) if (degrees[i]! >= least) groupOf[members[i]!] = groups;
  };
  roots.forEach(see);
  return groupOf;
};
