import { ABOVE_CHANCE } from '../communities/communities.ts';
import type { Community } from '../communities/community.ts';
import { componentsOf } from '../communities/components.ts';
import { chanceModularity, linkWeight, modularityOf } from '../communities/modularity.ts';
import { inducedGraph, type LinkGraph } from '../links/link-graph.ts';

/** Where the rings' communities come from, and the least accounts of a cell. */
export interface CellSource {
  readonly graph: LinkGraph;
  readonly least: number;
  /** By node of the graph, −1 everywhere: scratch. */
  readonly localOf: Int32Array;
}

interface Choice {
  readonly cells: readonly Community[];
  readonly worth: number;
}

/**
 * The cells of a ring: groups inside it that hang together more closely than the ring does. They are communities of the
 * hierarchy below the ring's own, each branch cut at the level that is most stable: a community is worth its members × the
 * doublings of closeness from the community that it is part of to it, and it is one cell unless the cells below it are worth more
 * (excess of mass: Campello et al., TKDD 10(1), 2015). No resolution is fixed anywhere. A cut into parts counts only where its
 * modularity is clear of chance; a ring without such a cut has no cells. Each cell is connected and holds `members` of the ring
 * alone; largest first. O(links of the ring) a level.
 */
export const cellsOf = (community: Community, members: Uint32Array, source: CellSource): readonly Uint32Array[] => {
  const { graph, least, localOf } = source;
  const { cells } = parted(community, inducedGraph(graph, community.members, localOf), localOf);
  if (cells.length < 2) return [];
  // Whoever left the ring as fringe may have held a cell together.
  const found = cells.flatMap((cell) => {
    const own = sharedOf(cell.members, members);
    return componentsOf(inducedGraph(graph, own, localOf)).map((places) => places.map((place) => own[place]!));
  });
  const kept = found.filter((cell) => cell.length >= least);
  return kept.length < 2 ? [] : kept.sort((x, y) => y.length - x.length || x[0]! - y[0]!);
};

/** What two lists have in common; all ascending. */
const sharedOf = (some: Uint32Array, others: Uint32Array): Uint32Array => {
  let place = 0;
  return some.filter((account) => {
    while (place < others.length && others[place]! < account) place++;
    return others[place] === account;
  });
};

/** Bits that link two accounts on average; pairs that are not linked have none. O(links). */
export const closenessOf = (graph: LinkGraph): number => {
  let sum = 0;
  for (let e = 0; e < graph.neighbour.length; e++) sum += linkWeight(graph, e);
  return graph.nodes < 2 ? 0 : sum / (graph.nodes * (graph.nodes - 1));
};

/**
 * The best cells below a community; none where no cut is clear. A single part is what is left of it, and is looked into. `own` is the
 * graph on its members by their places.
 */
const parted = (community: Community, own: LinkGraph, localOf: Int32Array): Choice => {
  const { members, parts } = community;
  const placesOf = parts.map((part) => placesIn(members, part.members));
  if (parts.length === 0 || (parts.length > 1 && !isClear(own, placesOf))) return NONE;
  const closeness = closenessOf(own);
  const choices = parts.map((part, i): Choice => {
    const inner = inducedGraph(own, placesOf[i]!, localOf);
    const whole = { cells: [part], worth: part.members.length * Math.log2(closenessOf(inner) / closeness) };
    const below = parted(part, inner, localOf);
    return parts.length === 1 || below.worth > whole.worth ? below : whole;
  });
  return {
    cells: choices.flatMap(({ cells }) => cells),
    worth: choices.reduce((sum, { worth }) => sum + worth, 0),
  };
};

const NONE: Choice = { cells: [], worth: Number.NEGATIVE_INFINITY };

/** Places of some members, both ascending. */
const placesIn = (members: Uint32Array, some: Uint32Array): Uint32Array => {
  let place = 0;
  return some.map((account) => {
    while (members[place]! < account) place++;
    return place;
  });
};

const isClear = (own: LinkGraph, parts: readonly Uint32Array[]): boolean => {
  // Whoever is in no part is a part alone.
  const labels = Uint32Array.from({ length: own.nodes }, (_, place) => parts.length + place);
  parts.forEach((places, label) => {
    for (const place of places) labels[place] = label;
  });
  const modularity = modularityOf(own, labels, parts.length + own.nodes);
  return modularity >= ABOVE_CHANCE * chanceModularity(own.nodes, own.links);
};
