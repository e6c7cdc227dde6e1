import type { CampaignSpec } from '../scenario/campaigns.ts';

export interface PlaceInRing {
  readonly ring: number;
  /** Place within the ring, from 0. */
  readonly place: number;
  /** Accounts of the ring. */
  readonly ringSize: number;
}

export interface Rings {
  readonly count: number;
  size(ring: number): number;
  /** First place of the ring within the campaign; a ring's places follow each other. */
  first(ring: number): number;
  /** The ring of the `at`th place of the campaign; O(log rings). */
  of(at: number): PlaceInRing;
}

/** Deals a campaign's accounts out to its rings, in order. */
export const ringsOf = (spec: Pick<CampaignSpec, 'accounts' | 'rings' | 'ringSizes'>): Rings => {
  const { accounts, rings, ringSizes } = spec;
  const firsts = [0];
  for (let ring = 0; ring < rings; ring++) {
    firsts.push(
      ringSizes === undefined ? Math.ceil(((ring + 1) * accounts) / rings) : firsts[ring]! + ringSizes[ring]!,
    );
  }
  const size = (ring: number) => firsts[ring + 1]! - firsts[ring]!;
  return {
    count: rings,
    size,
    first: (ring) => firsts[ring]!,
    of: (at) => {
      let left = 0;
      let right = rings - 1;
      while (left < right) {
        const middle = (left + right + 1) >> 1;
        if (at >= firsts[middle]!) left = middle;
        else right = middle - 1;
      }
      return { ring: left, place: at - firsts[left]!, ringSize: size(left) };
    },
  };
};
