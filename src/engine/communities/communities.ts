import type { EngineConfig } from '../config.ts';
import type { Crew } from '../crew.ts';
import { inducedGraph, type LinkGraph } from '../links/link-graph.ts';
import { randomStream } from '../support/random.ts';
import type { Community } from './community.ts';
import { componentsOf } from './components.ts';
import { moveFrontier, pullOf } from './frontier.ts';
import {
  allOf,
  cohesionIn,
  type InnerLinks,
  type Inside,
  innerLinksOf,
  labelledGroups,
  sumOf,
  weightWithin,
} from './inside.ts';
import {
  ancestorsOf,
  componentsSince,
  innerLinksSince,
  isUnchanged,
  type KnownCommunities,
  partOf,
  restless,
  untouchedLabels,
} from './known.ts';
import { leidenCommunities, leidenCpmCommunities } from './leiden-communities.ts';
import { type CommunityEngine, louvainCommunities } from './louvain.ts';
import { chanceModularity, modularityOf } from './modularity.ts';

export type { Community } from './community.ts';

export interface Communities {
  readonly roots: readonly Community[];
  readonly counters: Readonly<Record<string, number>>;
}

/** How far above chance the modularity of a split must be. */
export const ABOVE_CHANCE = 1.2;

/** Share of members that may belong elsewhere up to which a cut is mended. */
const MENDABLE = 0.5;

const whole = { parts: [], crossing: 0 } as const;

const ENGINES: Readonly<Record<Exclude<EngineConfig['community'], 'gds-leiden'>, CommunityEngine>> = {
  louvain: louvainCommunities,
  leiden: leidenCommunities,
  'leiden-cpm': leidenCpmCommunities,
};

const engineFor = ({ community }: EngineConfig, crew: Crew | undefined): CommunityEngine => {
  if (community !== 'gds-leiden') return ENGINES[community];
  if (crew?.cut === undefined) throw new RangeError('community gds-leiden needs a crew with a `cut`');
  return crew.cut;
};

/** Share of the links' weight that runs between labels: what is neither in one of the parts nor `within` another group of one label. */
const crossingOf = (weight: number, within: number, parts: readonly Community[]): number => {
  const inside = parts.reduce((sum, { strength }) => sum + sumOf(strength), within);
  return weight === 0 ? 0 : Math.max(0, 1 - inside / weight);
};

/** A part of a graph on the way down the hierarchy. */
interface Branch {
  /** Places in the graph that it is a part of, and accounts; both ascending. */
  readonly members: Uint32Array;
  readonly names: Uint32Array;
  readonly depth: number;
  /** What it was in the last run, where that is known. */
  readonly before: Community | undefined;
}

/**
 * Stage 5. A hierarchy of communities for every connected component of the links. Splitting goes on below the resolution
 * limit of modularity, since each part is cut again by itself, and stops where a cut is no better than a random graph's
 * (loose communities are cut in any case); which level is a ring is left to the score (stage 6), branch by branch. Every community is connected.
 *
 * With `known` it begins at the last run's hierarchy: communities in which nothing changed are taken over, and where little changed
 * the last cut is mended (`moveFrontier`) instead of made anew.
 */
export const findCommunities = (
  graph: LinkGraph,
  config: EngineConfig,
  onProgress: (fraction: number) => void = () => undefined,
  crew?: Crew,
  known?: KnownCommunities,
): Communities => {
  const engine = engineFor(config, crew);
  const localOf = new Int32Array(graph.nodes).fill(-1);
  const placeOf = new Uint32Array(known === undefined ? 0 : graph.nodes);
  const counters = { components: 0, largestComponent: 0, communities: 0, splits: 0, deepest: 0, kept: 0, mended: 0 };

  const grow = (parent: LinkGraph, branch: Branch, scratch: Int32Array): Community => {
    const { members, names, depth, before } = branch;
    counters.communities++;
    counters.deepest = Math.max(counters.deepest, depth);
    if (before !== undefined) {
      if (isUnchanged(names, before, known!)) {
        counters.kept++;
        return before;
      }
      const frontier = restless(names, known!.changed);
      const limit = before.parts.length === 0 ? known!.renewFrom : MENDABLE;
      if (frontier.length < limit * names.length) return mend({ ...branch, before }, frontier);
    }
    const own = allOf(inducedGraph(parent, members, scratch));
    const inner = innerLinksOf(own);
    const cohesion = cohesionIn(inner.degrees);
    return { members: names, cohesion, ...inner, ...split(own, branch, cohesion, sumOf(inner.strength)) };
  };

  /** Whether it is not to be cut, whatever its links are. */
  const isOne = (nodes: number, links: number, depth: number): boolean =>
    links * 2 === nodes * (nodes - 1) || nodes < 2 * config.minRingSize || depth >= config.maxDepth;

  /** Groups of one label that are parts, and what links those weigh that are inside the others. */
  const partsOf = (inside: Inside, labels: Uint32Array | null, groups: readonly Uint32Array[]) => {
    const isPart = ({ length }: Uint32Array): boolean => length >= config.minRingSize && length < inside.members.length;
    const within = groups.reduce((sum, group) => sum + (isPart(group) ? 0 : weightWithin(inside, labels!, group)), 0);
    return { kept: groups.filter(isPart), within };
  };

  /** Labels of the parts; null where it is to stay whole. */
  const cutAnew = (own: LinkGraph, cohesion: number): Uint32Array | null => {
    // The stream depends on this graph's size alone, so that what happens in other components does not change its cut.
    const random = randomStream(config.seed, Math.imul(own.nodes, 0x9e3779b1) ^ own.links);
    const { labels, count } = engine(own, config.resolution, random, crew);
    if (count < 2) return null;
    const chance = ABOVE_CHANCE * chanceModularity(own.nodes, own.links);
    return cohesion >= config.minCohesion && modularityOf(own, labels, count) < chance ? null : labels;
  };

  /** A community in which little changed, by the last run's cut of it, with its figures where these are other ones. */
  const mend = (
    { names, depth, before }: Branch & { readonly before: Community },
    frontier: readonly number[],
  ): Community => {
    names.forEach((a, place) => {
      localOf[a] = place;
    });
    const inside = { graph, members: names, placeOf: localOf };
    const inner = innerLinksSince(inside, before, known!);
    const one = isOne(names.length, sumOf(inner.linked) / 2, depth);
    const labels = one ? null : mended(inside, inner, before, frontier);
    const groups =
      labels === null ? [] : labelledGroups(inside, labels, untouchedLabels(names, labels, before, known!));
    const { kept, within } = partsOf(inside, labels, groups);
    for (const a of names) localOf[a] = -1;
    if (labels !== null) counters.splits++;
    const ancestors = ancestorsOf(kept, before.parts, placeOf);
    const parts = kept.map((part, i) =>
      grow(graph, { members: part, names: part, depth: depth + 1, before: ancestors[i] }, localOf),
    );
    return {
      ...{ members: names, cohesion: cohesionIn(inner.degrees), ...inner, parts },
      crossing: labels === null ? 0 : crossingOf(sumOf(inner.strength), within, parts),
    };
  };

  /** Labels by the last cut; null where there was none. */
  const mended = (
    inside: Inside,
    inner: InnerLinks,
    before: Community,
    frontier: readonly number[],
  ): Uint32Array | null => {
    counters.mended++;
    if (before.parts.length === 0) return null;
    // Whoever was in no part begins alone.
    const { members } = inside;
    const labels = partOf(members, before.parts, placeOf).map((place, v) =>
      place > 0 ? place - 1 : members.length + v,
    );
    if (frontier.length > 0) moveFrontier(inside, labels, frontier, pullOf(inner, config));
    return labels;
  };

  const split = (
    inside: Inside,
    { names, depth, before }: Branch,
    cohesion: number,
    weight: number,
  ): Pick<Community, 'parts' | 'crossing'> => {
    const own = inside.graph;
    const labels = isOne(own.nodes, own.links, depth) ? null : cutAnew(own, cohesion);
    if (labels === null) return whole;
    counters.splits++;
    const scratch = new Int32Array(own.nodes).fill(-1);
    const { kept, within } = partsOf(inside, labels, componentsOf(own, labels));
    const inNames = kept.map((part) => part.map((local) => names[local]!));
    const ancestors = before && ancestorsOf(inNames, before.parts, placeOf);
    const parts = kept.map((part, i) =>
      grow(own, { members: part, names: inNames[i]!, depth: depth + 1, before: ancestors?.[i] }, scratch),
    );
    return { parts, crossing: crossingOf(weight, within, parts) };
  };

  const components = known === undefined ? componentsOf(graph) : componentsSince(graph, known);
  const ancestors = known && ancestorsOf(components, known.roots, placeOf);
  const roots: Community[] = [];
  components.forEach((members, i) => {
    counters.components++;
    counters.largestComponent = Math.max(counters.largestComponent, members.length);
    if (members.length < config.minRingSize) return;
    roots.push(grow(graph, { members, names: members, depth: 0, before: ancestors?.[i] }, localOf));
    if ((i & 0xff) === 0) onProgress(i / components.length);
  });
  return { roots, counters };
};
