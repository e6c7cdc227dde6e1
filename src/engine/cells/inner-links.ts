import type { Community } from '../communities/community.ts';
import { linkWeight } from '../communities/modularity.ts';
import type { LinkGraph } from '../links/link-graph.ts';

/** A community of a hierarchy with the links between its members. */
export interface Level {
  readonly community: Community;
  readonly parts: readonly Level[];
  /** Links inside it, each counted twice: their number and their weight. */
  readonly halves: number;
  readonly weight: number;
  /** Modularity of its cut into parts, those in no part being one each. */
  readonly modularity: number;
}

/** Communities of a hierarchy, each behind the one that it is part of; the parts of one and theirs stand next to each other. */
interface Numbered {
  readonly communities: readonly Community[];
  readonly parent: readonly number[];
  /** The last one below it. */
  readonly last: readonly number[];
}

const numbered = (root: Community): Numbered => {
  const [communities, parent, last]: [Community[], number[], number[]] = [[], [], []];
  const enter = (community: Community, above: number): void => {
    const number = communities.push(community) - 1;
    parent.push(above);
    last.push(number);
    for (const part of community.parts) enter(part, number);
    last[number] = communities.length - 1;
  };
  enter(root, -1);
  return { communities, parent, last };
};

/**
 * What is linked with what in a hierarchy, at all of its levels at once: a link belongs to the lowest community that holds both of its
 * ends. One walk over the links of the members instead of a graph of its own for each community. `lowest` is scratch, by account, all −1.
 * O(links × depth).
 */
export const innerLinks = (root: Community, graph: LinkGraph, lowest: Int32Array): Level => {
  const { communities, parent, last } = numbered(root);
  const count = communities.length;
  const [halves, weight] = [new Float64Array(count), new Float64Array(count)];
  // Weight that leads from a part to elsewhere in what it is part of; and of who is in no part, the squares of all its weight.
  const [leading, squares] = [new Float64Array(count), new Float64Array(count)];
  for (let c = 0; c < count; c++) for (const a of communities[c]!.members) lowest[a] = c;
  for (const a of root.members) {
    const own = lowest[a]!;
    let alone = 0;
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      const other = lowest[graph.neighbour[e]!]!;
      if (other < 0) continue;
      let c = own;
      let part = -1;
      while (other < c || other > last[c]!) {
        part = c;
        c = parent[c]!;
      }
      const bits = linkWeight(graph, e);
      halves[c]!++;
      weight[c]! += bits;
      if (part < 0) alone += bits;
      else leading[part]! += bits;
    }
    squares[own]! += alone * alone;
  }
  for (const a of root.members) lowest[a] = -1;
  const partsOf: Level[][] = communities.map(() => []);
  // From the last one up, so that parts are told before what they are part of, and stand in the order they have there.
  for (let c = count - 1; ; c--) {
    const parts = partsOf[c]!.reverse();
    for (const part of parts) {
      halves[c]! += part.halves;
      weight[c]! += part.weight;
    }
    const total = weight[c]!;
    let modularity = total === 0 ? 0 : -squares[c]! / total ** 2;
    let place = c + 1;
    for (const part of parts) {
      if (total > 0) modularity += part.weight / total - ((part.weight + leading[place]!) / total) ** 2;
      place = last[place]! + 1;
    }
    const level = { community: communities[c]!, parts, halves: halves[c]!, weight: total, modularity };
    if (c === 0) return level;
    partsOf[parent[c]!]!.push(level);
  }
};
