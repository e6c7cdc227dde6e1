import type { LinkGraph } from '../links/link-graph.ts';
import { linkWeight } from './modularity.ts';

/**
 * A community in the graph that it is part of, without a graph of its own: where little of it is looked at, or it is walked through once,
 * making one took more than all the rest.
 */
export interface Inside {
  readonly graph: LinkGraph;
  /** Nodes of the graph, ascending. */
  readonly members: Uint32Array;
  /** By node of the graph: its place among the members, −1 for all others. */
  readonly placeOf: Int32Array;
}

/** What the links between the members come to. */
export interface InnerLinks {
  readonly links: number;
  /** By member: linked partners, counting a sampled link as the pairs that it stands for, and the weight of its links. */
  readonly degrees: Float64Array;
  readonly strength: Float64Array;
  readonly cohesion: number;
}

/** One walk over the links of the members, in the order in which `cohesionOf` adds them up. */
export const innerLinksOf = ({ graph, members, placeOf }: Inside): InnerLinks => {
  const [degrees, strength] = [new Float64Array(members.length), new Float64Array(members.length)];
  let [halves, sum] = [0, 0];
  for (let place = 0; place < members.length; place++) {
    const a = members[place]!;
    let [degree, weight] = [0, 0];
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      if (placeOf[graph.neighbour[e]!]! < 0) continue;
      const stands = graph.stands[e]!;
      halves++;
      sum += stands;
      degree += stands;
      weight += linkWeight(graph, e);
    }
    degrees[place] = degree;
    strength[place] = weight;
  }
  const pairs = members.length * (members.length - 1);
  return { links: halves / 2, degrees, strength, cohesion: pairs === 0 ? 0 : Math.min(1, sum / pairs) };
};

/** Share of the weight of the links between members that runs between different labels; as `crossingShare`. */
export const crossingInside = ({ graph, members, placeOf }: Inside, labels: Uint32Array): number => {
  let [total, crossing] = [0, 0];
  for (let place = 0; place < members.length; place++) {
    const a = members[place]!;
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      const other = placeOf[graph.neighbour[e]!]!;
      if (other < 0) continue;
      const weight = linkWeight(graph, e);
      total += weight;
      if (labels[other] !== labels[place]) crossing += weight;
    }
  }
  return total === 0 ? 0 : crossing / total;
};

/**
 * Connected groups of members of one label, two at least, as nodes ascending, in order of their smallest node; labels are below twice
 * the members. A label of which everybody was met is not walked through any further: dense groups are met by a few of their members' links.
 */
export const labelledGroups = ({ graph, members, placeOf }: Inside, labels: Uint32Array): Uint32Array[] => {
  const left = new Uint32Array(2 * members.length);
  for (const label of labels) left[label]!++;
  const numberOf = new Int32Array(members.length).fill(-1);
  const sizes: number[] = [];
  const stack: number[] = [];
  for (let root = 0; root < members.length; root++) {
    if (numberOf[root]! >= 0) continue;
    const label = labels[root]!;
    const number = sizes.push(0) - 1;
    const meet = (place: number): void => {
      numberOf[place] = number;
      sizes[number]!++;
      left[label]!--;
      stack.push(place);
    };
    meet(root);
    while (left[label]! > 0 && stack.length > 0) {
      const a = members[stack.pop()!]!;
      for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
        const other = placeOf[graph.neighbour[e]!]!;
        if (other >= 0 && numberOf[other]! < 0 && labels[other] === label) meet(other);
      }
    }
    stack.length = 0;
  }
  return numbered(members, numberOf, sizes).filter(({ length }) => length > 1);
};

/** Nodes by the number of their group, ascending in each; those of no group have −1. */
export const numbered = (nodes: Uint32Array, numberOf: Int32Array, sizes: readonly number[]): Uint32Array[] => {
  const groups = sizes.map((size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  nodes.forEach((node, place) => {
    const number = numberOf[place]!;
    if (number >= 0) groups[number]![filled[number]!++] = node;
  });
  return groups;
};
