import type { Community } from '../communities/community.ts';
import { sumOf } from '../communities/inside.ts';
import { linkWeight } from '../communities/modularity.ts';
import type { LinkGraph } from '../links/link-graph.ts';

const MEMBER = 1;
const LEFT = 2;
const JOINED = 3;

/**
 * Weight of the links between members of a ring, each counted twice: of its community it is known, so that only the links of who left
 * that and of who joined are looked at. Members ascending; `mark` is scratch, by account, all −1.
 */
export const ringWeight = (community: Community, members: Uint32Array, graph: LinkGraph, mark: Int32Array): number => {
  for (const a of members) mark[a] = JOINED;
  for (const a of community.members) mark[a] = mark[a] === JOINED ? MEMBER : LEFT;
  /** A link counts once from either end, so twice from one end alone. */
  const linksTo = (a: number, kind: typeof LEFT | typeof JOINED): number => {
    let weight = 0;
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      const other = mark[graph.neighbour[e]!]!;
      if (other === MEMBER) weight += 2 * linkWeight(graph, e);
      else if (other === kind) weight += linkWeight(graph, e);
    }
    return weight;
  };
  let weight = sumOf(community.strength);
  for (const a of community.members) if (mark[a] === LEFT) weight -= linksTo(a, LEFT);
  for (const a of members) if (mark[a] === JOINED) weight += linksTo(a, JOINED);
  for (const a of community.members) mark[a] = -1;
  for (const a of members) mark[a] = -1;
  return weight;
};
