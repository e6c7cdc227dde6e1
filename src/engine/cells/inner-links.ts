import type { Community } from '../communities/community.ts';
import { sumOf } from '../communities/inside.ts';

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

/** What is linked with what at each level of a hierarchy, by what is known of each member there. O(members × depth); no link is looked at. */
export const innerLinks = (community: Community): Level => {
  const parts = community.parts.map(innerLinks);
  const [halves, weight] = [sumOf(community.linked), sumOf(community.strength)];
  return { community, parts, halves, weight, modularity: weight === 0 ? 0 : modularityOf(community, parts, weight) };
};

/** Each part's links inside, and the square of all links of its members; of who is in no part, the squares alone. */
const modularityOf = ({ members, strength }: Community, parts: readonly Level[], total: number): number => {
  const alone = strength.slice();
  let modularity = 0;
  for (const part of parts) {
    let [place, all] = [0, 0];
    for (const a of part.community.members) {
      while (members[place] !== a) place++;
      all += strength[place]!;
      alone[place] = 0;
    }
    modularity += part.weight / total - (all / total) ** 2;
  }
  for (const weight of alone) modularity -= (weight / total) ** 2;
  return modularity;
};
