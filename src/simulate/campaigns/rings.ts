import type { CampaignSpec } from '../scenario/campaigns.ts';

export interface PlaceInRing {
  readonly ring: number;
  /** Place within the ring, from 0. */
  readonly place: number;
  /** Accounts of the ring. */
  readonly ringSize: number;
}

/** Deals a campaign's accounts out to its rings, in order; O(log rings) for each account. */
export const ringsOf = ({
  accounts,
  rings,
  ringSizes,
}: Pick<CampaignSpec, 'accounts' | 'rings' | 'ringSizes'>): ((index: number) => PlaceInRing) => {
  if (ringSizes === undefined) {
    const first = (ring: number) => Math.ceil((ring * accounts) / rings);
    return (index) => {
      const ring = Math.floor((index * rings) / accounts);
      return { ring, place: index - first(ring), ringSize: first(ring + 1) - first(ring) };
    };
  }
  const firsts = [0];
  for (const size of ringSizes) firsts.push(firsts.at(-1)! + size);
  return (index) => {
    let left = 0;
    let right = ringSizes.length - 1;
    while (left < right) {
      const middle = (left + right + 1) >> 1;
      if (index >= firsts[middle]!) left = middle;
      else right = middle - 1;
    }
    return { ring: left, place: index - firsts[left]!, ringSize: ringSizes[left]! };
  };
};
