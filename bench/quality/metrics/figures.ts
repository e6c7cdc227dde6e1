import { bcubedAgreement, flagAgreement, pairAgreement } from './agreement.ts';
import { asOne, falseClusters, innocentsHit, ringsFound } from './breakdown.ts';
import { byCampaign, byGroup, type Clusters, isPositive, type Truth } from './truth.ts';

/** Everything that is told of one method's answer on one population. Plain objects with figures at their ends. */
export const figuresOf = (clusters: Clusters, truth: Truth) => {
  const found = ringsFound(clusters, truth);
  const all = found.all['all'];
  return {
    flag: flagAgreement(clusters, truth),
    pair: pairAgreement(clusters, truth, byGroup),
    bcubed: bcubedAgreement(clusters, truth, byGroup),
    /** The same two against whole campaigns in place of their rings. */
    campaignPair: pairAgreement(clusters, truth, byCampaign),
    campaignBcubed: bcubedAgreement(clusters, truth, byCampaign),
    asOne: asOne(clusters, truth),
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
