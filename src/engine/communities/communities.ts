import type { EngineConfig } from '../config.ts';
import type { Crew } from '../crew.ts';
import { cohesionOf, inducedGraph, type LinkGraph } from '../links/link-graph.ts';
import { randomStream } from '../support/random.ts';
import { componentsOf } from './components.ts';
import { leidenCommunities, leidenCpmCommunities } from './leiden-communities.ts';
import { type CommunityEngine, louvainCommunities } from './louvain.ts';
import { chanceModularity, crossingShare, modularityOf } from './modularity.ts';

/** A node of the hierarchy: a candidate for a ring, and the parts it would fall into. */
export interface Community {
  /** Accounts, ascending; connected by links. */
  readonly members: Uint32Array;
  readonly cohesion: number;
  /** Linked partners of each member inside, counting a sampled link as the pairs that it stands for. */
  readonly degrees: Float64Array;
  /** Share of the links' weight that runs between the parts. */
  readonly crossing: number;
  /** Empty where nothing is to be split. Parts of fewer accounts than a ring are left out. */
  readonly parts: readonly Community[];
}

export interface Communities {
  readonly roots: readonly Community[];
  readonly counters: Readonly<Record<string, number>>;
}

/** How far above chance the modularity of a split must be. */
const ABOVE_CHANCE = 1.2;

const whole = { parts: [], crossing: 0 } as const;

const ENGINES: Readonly<Record<EngineConfig['community'], CommunityEngine>> = {
  louvain: louvainCommunities,
  leiden: leidenCommunities,
  'leiden-cpm': leidenCpmCommunities,
};

/**
 * Stage 5. A hierarchy of communities for every connected component of the links. Splitting goes on below the resolution
 * limit of modularity, since each part is cut again by itself, and stops where a cut is no better than a random graph's
 * (loose communities are cut in any case); which level is a ring is left to the score (stage 6), branch by branch. Every community is connected.
 */
export const findCommunities = (
  graph: LinkGraph,
  config: EngineConfig,
  onProgress: (fraction: number) => void = () => undefined,
  crew?: Crew,
): Communities => {
  const engine = ENGINES[config.community];
  const localOf = new Int32Array(graph.nodes).fill(-1);
  const counters = { components: 0, largestComponent: 0, communities: 0, splits: 0, deepest: 0 };

  const grow = (
    parent: LinkGraph,
    members: Uint32Array,
    names: Uint32Array,
    depth: number,
    scratch: Int32Array,
  ): Community => {
    const own = inducedGraph(parent, members, scratch);
    counters.communities++;
    counters.deepest = Math.max(counters.deepest, depth);
    const degrees = new Float64Array(own.nodes);
    for (let v = 0; v < own.nodes; v++)
      for (let e = own.start[v]!; e < own.start[v + 1]!; e++) degrees[v]! += own.stands[e]!;
    const cohesion = cohesionOf(own);
    return { members: names, cohesion, degrees, ...split(own, names, cohesion, depth) };
  };

  const split = (
    own: LinkGraph,
    names: Uint32Array,
    cohesion: number,
    depth: number,
  ): Pick<Community, 'parts' | 'crossing'> => {
    const complete = own.links * 2 === own.nodes * (own.nodes - 1);
    if (complete || own.nodes < 2 * config.minRingSize || depth >= config.maxDepth) return whole;
    // The stream depends on this graph's size alone, so that what happens in other components does not change its cut.
    const random = randomStream(config.seed, Math.imul(own.nodes, 0x9e3779b1) ^ own.links);
    const { labels, count } = engine(own, config.resolution, random, crew);
    if (count < 2) return whole;
    const chance = ABOVE_CHANCE * chanceModularity(own.nodes, own.links);
    if (cohesion >= config.minCohesion && modularityOf(own, labels, count) < chance) return whole;
    counters.splits++;
    const scratch = new Int32Array(own.nodes).fill(-1);
    const parts = componentsOf(own, labels)
      .filter((part) => part.length >= config.minRingSize && part.length < own.nodes)
      .map((part) =>
        grow(
          own,
          part,
          part.map((local) => names[local]!),
          depth + 1,
          scratch,
        ),
      );
    return { parts, crossing: crossingShare(own, labels) };
  };

  const components = componentsOf(graph);
  const roots: Community[] = [];
  components.forEach((members, i) => {
    counters.components++;
    counters.largestComponent = Math.max(counters.largestComponent, members.length);
    if (members.length < config.minRingSize) return;
    roots.push(grow(graph, members, members, 0, localOf));
    if ((i & 0xff) === 0) onProgress(i / components.length);
  });
  return { roots, counters };
};
