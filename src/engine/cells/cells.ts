import { ABOVE_CHANCE } from '../communities/communities.ts';
import type { Community } from '../communities/community.ts';
import { type Inside, labelledGroups, sumOf } from '../communities/inside.ts';
import { chanceModularity, linkWeight } from '../communities/modularity.ts';
import type { LinkGraph } from '../links/link-graph.ts';
import { innerLinks, type Level } from './inner-links.ts';

/** Where the rings' communities come from, and the least accounts of a cell. */
export interface CellSource {
  readonly graph: LinkGraph;
  readonly least: number;
  /** By node of the graph, −1 everywhere: scratch. */
  readonly localOf: Int32Array;
}

export interface Cell {
  /** Ascending. */
  readonly accounts: Uint32Array;
  /** Weight of the links between them, each counted twice. */
  readonly weight: number;
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
 * alone; largest first. O(links of the ring × levels).
 */
export const cellsOf = (community: Community, members: Uint32Array, source: CellSource): readonly Cell[] => {
  const { graph, least, localOf } = source;
  if (community.parts.length === 0) return [];
  const { cells } = parted(innerLinks(community));
  if (cells.length < 2) return [];
  // Communities are connected; but whoever left the ring as fringe may have held a cell together.
  const found = cells.flatMap((cell): Cell[] => {
    const accounts = sharedOf(cell.members, members);
    if (accounts.length === cell.members.length) return [{ accounts, weight: sumOf(cell.strength) }];
    return groupsLeft(cell, accounts, { graph, members: accounts, placeOf: localOf });
  });
  const kept = found.filter(({ accounts }) => accounts.length >= least);
  return kept.length < 2
    ? []
    : kept.sort((x, y) => y.accounts.length - x.accounts.length || x.accounts[0]! - y.accounts[0]!);
};

/** Connected groups of who is left of a community, and what is left of their links: what there was less those to who is not. `placeOf` is −1 everywhere. */
const groupsLeft = (cell: Community, accounts: Uint32Array, left: Inside): Cell[] => {
  const { graph, placeOf } = left;
  accounts.forEach((account, place) => {
    placeOf[account] = place;
  });
  const strength = cell.strength.filter((_, place) => placeOf[cell.members[place]!]! >= 0);
  for (const gone of cell.members) {
    if (placeOf[gone]! >= 0) continue;
    for (let e = graph.start[gone]!; e < graph.start[gone + 1]!; e++) {
      const place = placeOf[graph.neighbour[e]!]!;
      if (place >= 0) strength[place]! -= linkWeight(graph, e);
    }
  }
  const groups = labelledGroups(left, new Uint32Array(accounts.length)).map((group) => ({
    accounts: group,
    weight: group.reduce((sum, account) => sum + strength[placeOf[account]!]!, 0),
  }));
  for (const account of accounts) placeOf[account] = -1;
  return groups;
};

/** What two lists have in common; all ascending. */
const sharedOf = (some: Uint32Array, others: Uint32Array): Uint32Array => {
  let place = 0;
  return some.filter((account) => {
    while (place < others.length && others[place]! < account) place++;
    return others[place] === account;
  });
};

/** Bits that link two accounts on average; pairs that are not linked have none. */
const closenessOf = ({ community, weight }: Level): number => {
  const { length } = community.members;
  return length < 2 ? 0 : weight / (length * (length - 1));
};

/** The best cells below a community; none where no cut is clear. A single part is what is left of it, and is looked into. */
const parted = (level: Level): Choice => {
  const { parts } = level;
  if (parts.length === 0 || (parts.length > 1 && !isClear(level))) return NONE;
  const closeness = closenessOf(level);
  const choices = parts.map((part): Choice => {
    const { community } = part;
    const whole = { cells: [community], worth: community.members.length * Math.log2(closenessOf(part) / closeness) };
    const below = parted(part);
    return parts.length === 1 || below.worth > whole.worth ? below : whole;
  });
  return {
    cells: choices.flatMap(({ cells }) => cells),
    worth: choices.reduce((sum, { worth }) => sum + worth, 0),
  };
};

const NONE: Choice = { cells: [], worth: Number.NEGATIVE_INFINITY };

const isClear = ({ community, halves, modularity }: Level): boolean =>
  modularity >= ABOVE_CHANCE * chanceModularity(community.members.length, halves / 2);
