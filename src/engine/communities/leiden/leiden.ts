import { alone, type Crew } from '../../crew.ts';
import { mix32 } from '../../input/canonical-order.ts';
import { randomStream } from '../../support/random.ts';
import { ascend } from './ascend.ts';
import { localityOrder, renumbered } from './locality.ts';
import { grouped, numberByFirst } from './partition.ts';
import { type Objective, qualityOf, strengths } from './quality.ts';
import type { WeightedGraph } from './weighted-graph.ts';

export interface LeidenOptions {
  /** `cpm`: the constant Potts model, by the graph's sizes. `modularity`: by the weighted degrees of its nodes. */
  readonly objective: Objective;
  /** γ ≥ 0; in the constant Potts model the weight per pair of nodes that a community must have at least. */
  readonly resolution: number;
  /** Decides in which order nodes are visited, where no labels to begin with do. */
  readonly seed: number;
  /** Labels to begin with, each below the number of nodes; every node alone when absent. */
  readonly start?: Uint32Array | undefined;
  /** Iterations at most, 2 when absent; one that changes nothing is the last. */
  readonly iterations?: number | undefined;
}

export interface LeidenResult {
  /** Community of each node, 0 ≤ label < count, numbered in order of their first nodes. */
  readonly labels: Uint32Array;
  readonly count: number;
  /** What the objective is worth, see `qualityOf`. */
  readonly quality: number;
}

/**
 * Communities by the Leiden algorithm (Traag, Waltman, van Eck, Scientific Reports 9, 2019): local moving, refinement,
 * aggregation, again on the aggregate until nothing is left to join, and all of it again from its own result. Every
 * community is connected, and the quality is never below that of `start`. Equal graph and options give an equal result,
 * whatever the crew. Without `start` the first of several iterations does not refine, as in Louvain: the next one begins at
 * its communities and refines those.
 *
 * O(nodes + links) a level, with some log(nodes) levels an iteration; at most some 60 bytes a node and 24 a half-link beside
 * the graph. Throws RangeError where weights, sizes, labels or options are out of range.
 */
export const leiden = (graph: WeightedGraph, options: LeidenOptions, crew: Crew = alone()): LeidenResult => {
  check(graph, options);
  const { objective, resolution, seed, start, iterations = 2 } = options;
  const { nodes } = graph;
  const order =
    start === undefined ? localityOrder(graph, shuffled(nodes, seed), crew) : grouped(start, nodes, crew).node;
  const plain = renumbered(graph, order, crew);
  const bottom = objective === 'modularity' ? { ...plain, size: strengths(plain, crew.float64(nodes)) } : plain;
  const whole = objective === 'modularity' ? bottom.size.reduce((sum, strength) => sum + strength, 0) : 1;

  let labels = crew.int32(nodes);
  for (let i = 0; i < nodes; i++)
    labels[i] = start !== undefined && i > 0 && start[order[i]!] === start[order[i - 1]!] ? labels[i - 1]! : i;
  for (let i = 0; i < iterations; i++) {
    const refined = start !== undefined || i > 0 || iterations === 1;
    const next = ascend(
      bottom,
      labels,
      whole === 0 ? 0 : resolution / whole,
      mix32(seed + i),
      { refined, inRanges: i === 0 },
      crew,
    );
    const same = next.every((label, v) => label === labels[v]);
    labels = next;
    if (same) break;
  }
  const quality = qualityOf(bottom, labels, objective, resolution, bottom.size);
  const found = new Uint32Array(nodes);
  for (let i = 0; i < nodes; i++) found[order[i]!] = labels[i]!;
  const count = numberByFirst(found);
  return { labels: found, count, quality };
};

const check = (graph: WeightedGraph, { resolution, start, iterations }: LeidenOptions): void => {
  const isAmount = (value: number) => value >= 0 && value < Infinity;
  if (!isAmount(resolution)) throw new RangeError(`resolution ${resolution} is not at least 0`);
  if (iterations !== undefined && !(Number.isInteger(iterations) && iterations > 0))
    throw new RangeError(`iterations ${iterations} is no whole number from 1`);
  if (graph.weight?.every(isAmount) === false) throw new RangeError('a weight is below 0 or no number');
  if (graph.size !== undefined && !(graph.size.length === graph.nodes && graph.size.every(isAmount)))
    throw new RangeError('a size is missing, below 0 or no number');
  if (start !== undefined && !(start.length === graph.nodes && start.every((label) => label < graph.nodes)))
    throw new RangeError('a label to begin with is missing or beyond the number of nodes');
};

/** 0 … length − 1 in an order of the seed's. */
const shuffled = (length: number, seed: number): Uint32Array => {
  const random = randomStream(seed, 0);
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const j = Math.floor(random() * (i + 1));
    order[i] = order[j]!;
    order[j] = i;
  }
  return order;
};
