import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { type LinkGraph, linkGraph } from './link-graph.ts';
import { planLinks } from './link-plan.ts';
import { linkRange, linkScratch } from './link-range.ts';

export interface Links {
  readonly graph: LinkGraph;
  readonly counters: Readonly<Record<string, number>>;
}

/**
 * Stage 4. Pairs of accounts that share enough to be linked. Candidates come from signals on at most `hubDegree` accounts
 * (all pairs) and from blocks of hubs (all pairs of a small block, a random circulant of a large one, whose links then stand for
 * the pairs not looked at). A candidate is dropped unweighed when an upper bound of its bits is below the threshold; of the
 * rest an account weighs its `maxPartners` best, from the side of the account with more signals. Memory is
 * O(rows + blocks + links); time O(Σ k² over small signals + candidates × degree).
 */
export const findLinks = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  config: EngineConfig,
  onProgress: (fraction: number) => void = () => undefined,
): Links => {
  const plan = planLinks(index, hubs, weights, config);
  const found = linkRange(plan, 0, plan.nodes, linkScratch(plan));
  onProgress(1);
  const graph = linkGraph(index.accountIds.length, found.a, found.b, found.bits, found.stands);
  return {
    graph,
    counters: {
      reachable: plan.nodes,
      blocks: plan.blocks.start.length - 1,
      weighed: found.weighed,
      capped: found.capped,
      links: graph.links,
    },
  };
};
