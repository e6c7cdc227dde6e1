import type { EngineConfig } from '../config.ts';
import { alone, type Crew, rangesBy } from '../crew.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { ownArrays } from '../support/arrays.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { type LinkGraph, linkGraph } from './link-graph.ts';
import { type LinkPlan, planBytes, planLinks, releasePlan } from './link-plan.ts';
import type { FoundLinks } from './link-range.ts';

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
  crew: Crew = alone(),
): Links => {
  const plan = planLinks(index, hubs, weights, config, crew);
  const found = crew.each('links', { plan }, rangesOf(plan), onProgress);
  const counters = {
    reachable: plan.nodes,
    blocks: plan.blocks.start.length - 1,
    weighed: sum(found, ({ weighed }) => weighed),
    capped: sum(found, ({ capped }) => capped),
    links: sum(found, ({ a }) => a.length),
    planMib: Math.ceil(planBytes(plan) / 2 ** 20),
  };
  releasePlan(plan, crew);
  const { a, b, bits, stands } = joinedFound(found);
  const graph = linkGraph(index.accountIds.length, a, b, bits, stands);
  ownArrays.release(a, b, bits, stands);
  return { graph, counters };
};

/** Ranges of about equal work: candidates that nodes, or those of `among` alone, meet by signals, and at most by blocks. */
export const rangesOf = (
  { nodes, rowStart, rowSignal, memberStart, blocks, rules }: LinkPlan,
  among?: Uint8Array,
): Uint32Array =>
  rangesBy(nodes, (v) => {
    if (among?.[v] === 0) return 0;
    let met = (blocks.placeStart[v + 1]! - blocks.placeStart[v]!) * 2 * rules.blockSample;
    for (let row = rowStart[v]!; row < rowStart[v + 1]!; row++)
      met += memberStart[rowSignal[row]! + 1]! - memberStart[rowSignal[row]!]!;
    return met;
  });

/** Of all ranges together. */
export const sum = (found: readonly FoundLinks[], of: (one: FoundLinks) => number): number =>
  found.reduce((total, one) => total + of(one), 0);

/** All columns in one; those of the parts are given back. */
export const joinedFound = (found: readonly FoundLinks[]): Pick<FoundLinks, 'a' | 'b' | 'bits' | 'stands'> => {
  const links = sum(found, ({ a }) => a.length);
  const all = {
    a: new Uint32Array(links),
    b: new Uint32Array(links),
    bits: new Float64Array(links),
    stands: new Float32Array(links),
  };
  let at = 0;
  for (const { a, b, bits, stands } of found) {
    all.a.set(a, at);
    all.b.set(b, at);
    all.bits.set(bits, at);
    all.stands.set(stands, at);
    at += a.length;
    ownArrays.release(a, b, bits, stands);
  }
  return all;
};
