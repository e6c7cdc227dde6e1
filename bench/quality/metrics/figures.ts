import { bcubedAgreement, flagAgreement, pairAgreement } from './agreement.ts';
import { asOne, falseClusters, innocentsHit, ringsFound } from './breakdown.ts';
import { byCampaign, byGroup, type Clusters, isPositive, type Truth } from './truth.ts';

/**
 * Everything that is told of one method's answer on one population. Plain objects with figures at their ends. `units`: what the method
 * holds to be one campaign; its clusters where it does not say.
 */
export const figuresOf = (clusters: Clusters, truth: Truth, units: Clusters = clusters) => {
  const found = ringsFound(clusters, truth);
  const all = found.all['all'];
  return {
    flag: flagAgreement(clusters, truth),
    pair: pairAgreement(clusters, truth, byGroup),
    bcubed: bcubedAgreement(clusters, truth, byGroup),
    /** The same two of the units against whole campaigns. */
    campaignPair: pairAgreement(units, truth, byCampaign),
    campaignBcubed: bcubedAgreement(units, truth, byCampaign),
    asOne: asOne(units, truth),
    reported: clusters.length,
    falseRings: falseClusters(clusters, truth),
    innocentsFlagged: [...new Set(clusters.flat())].filter((account) => !isPositive(truth.get(account))).length,
    ringsFound: all === undefined ? null : all.found / all.rings,
    ringsInOne: all === undefined ? null : all.inOne / all.rings,
    innocents: innocentsHit(clusters, truth),
    tiers: found.tiers,
    skills: found.skills,
    campaigns: found.campaigns,
  };
};

export type MethodFigures = ReturnType<typeof figuresOf>;
