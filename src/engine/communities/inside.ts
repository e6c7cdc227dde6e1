import type { LinkGraph } from '../links/link-graph.ts';
import { sortedBy } from '../support/counting-order.ts';
import type { Community } from './community.ts';
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

/** What the links between the members come to, by member. */
export type InnerLinks = Pick<Community, 'degrees' | 'strength' | 'linked'>;

/** All of a graph. */
export const allOf = (graph: LinkGraph): Inside => {
  const members = new Uint32Array(graph.nodes).map((_, place) => place);
  return { graph, members, placeOf: Int32Array.from(members) };
};

/** One walk over the links of the members; of those only that are `asked` for, where the rest is `known`. */
export const innerLinksOf = (
  { graph, members, placeOf }: Inside,
  known: InnerLinks = noLinks(members.length),
  asked: (place: number) => boolean = () => true,
): InnerLinks => {
  const { degrees, strength, linked } = known;
  const { start, neighbour, bits, stands } = graph;
  for (let place = 0; place < members.length; place++) {
    if (!asked(place)) continue;
    const a = members[place]!;
    let degree = 0;
    let weight = 0;
    let links = 0;
    const end = start[a + 1]!;
    for (let e = start[a]!; e < end; e++) {
      if (placeOf[neighbour[e]!]! < 0) continue;
      links++;
      degree += stands[e]!;
      weight += bits[e]! * stands[e]!; // `linkWeight`, of columns at hand: it is asked of every link of a run
    }
    degrees[place] = degree;
    strength[place] = weight;
    linked[place] = links;
  }
  return known;
};

export const noLinks = (members: number): InnerLinks => ({
  degrees: new Float64Array(members),
  strength: new Float64Array(members),
  linked: new Uint32Array(members),
});

export const sumOf = (values: Float64Array | Uint32Array): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
};

/** Share of the pairs of members that are linked, by their degrees; at most 1. */
export const cohesionIn = (degrees: Float64Array): number => {
  const pairs = degrees.length * (degrees.length - 1);
  return pairs === 0 ? 0 : Math.min(1, sumOf(degrees) / pairs);
};

/** Weight of the links of members with those of their own label. */
export const weightWithin = ({ graph, placeOf }: Inside, labels: Uint32Array, nodes: Uint32Array): number => {
  let weight = 0;
  for (const a of nodes)
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
      const other = placeOf[graph.neighbour[e]!]!;
      if (other >= 0 && labels[other] === labels[placeOf[a]!]) weight += linkWeight(graph, e);
    }
  return weight;
};

/** Members whose links are walked through before those not met yet are asked for a link to one who was. */
export const BEFORE_LOOKING_BACK = 8;

/**
 * Connected groups of members of one label, two at least, as nodes ascending, in order of their smallest node; labels are below twice
 * the members. A label of which everybody was met is not walked through any further: dense groups are met by a few of their members'
 * links, and those of few links by looking back from them (Beamer, Asanović and Patterson, 2012). Nor is one that `isOne`, which is known
 * to be connected.
 */
export const labelledGroups = (
  { graph, members, placeOf }: Inside,
  labels: Uint32Array,
  isOne: (label: number) => boolean = () => false,
): Uint32Array[] => {
  const known = new Map<number, number>(); // the group of a label that is one
  const left = new Uint32Array(2 * members.length);
  for (const label of labels) left[label]!++;
  const numberOf = new Int32Array(members.length).fill(-1);
  const sizes: number[] = [];
  const stack: number[] = [];
  const byLabel = sortedBy(labels, 2 * members.length);
  /** Meets who was not met yet and has a link to one who was. */
  const lookBack = (label: number, number: number, meet: (place: number) => void): void => {
    for (let i = byLabel.start[label]!; i < byLabel.start[label + 1]!; i++) {
      const place = byLabel.order[i]!;
      if (numberOf[place]! >= 0) continue;
      const a = members[place]!;
      for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
        const other = placeOf[graph.neighbour[e]!]!;
        if (other < 0 || numberOf[other] !== number) continue;
        meet(place);
        break;
      }
    }
  };
  for (let root = 0; root < members.length; root++) {
    if (numberOf[root]! >= 0 || left[labels[root]!] === 1) continue;
    const label = labels[root]!;
    const number = known.get(label) ?? sizes.push(0) - 1;
    if (isOne(label)) {
      known.set(label, number);
      numberOf[root] = number;
      sizes[number]!++;
      continue;
    }
    const meet = (place: number): void => {
      numberOf[place] = number;
      sizes[number]!++;
      left[label]!--;
      stack.push(place);
    };
    meet(root);
    for (let expanded = 0; left[label]! > 0 && stack.length > 0; expanded++) {
      if (expanded === BEFORE_LOOKING_BACK) lookBack(label, number, meet);
      const a = members[stack.pop()!]!;
      for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++) {
        const other = placeOf[graph.neighbour[e]!]!;
        if (other >= 0 && numberOf[other]! < 0 && labels[other] === label) meet(other);
      }
    }
    stack.length = 0;
  }
  return numbered(numberOf, sizes, members).filter(({ length }) => length > 1);
};

/** Nodes, or their places, by the number of their group, ascending in each; those of no group have −1. */
export const numbered = (numberOf: Int32Array, sizes: readonly number[], nodes?: Uint32Array): Uint32Array[] => {
  const groups = sizes.map((size) => new Uint32Array(size));
  const filled = new Uint32Array(sizes.length);
  for (let place = 0; place < numberOf.length; place++) {
    const number = numberOf[place]!;
    if (number >= 0) groups[number]![filled[number]!++] = nodes === undefined ? place : nodes[place]!;
  }
  return groups;
};
