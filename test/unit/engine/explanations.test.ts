import { describe, expect, it } from 'vitest';
import { chanceAtPlace, commonSourceOf, oneOwnerOf, placeAmong } from '../../../src/engine/rings/explanations.ts';

const nobody = { owned: 0, identified: 0, tied: 0, placed: 0 };
const reaching = (...members: number[]) => members.map((count, signal) => ({ signal, members: count }));

describe('the one place of a group', () => {
  it('has the three addresses that reach most, and a share of all showings', () => {
    expect(placeAmong(reaching(10, 2, 30, 20, 4))).toEqual({
      sure: [2, 3],
      tied: [0],
      drawn: 1,
      share: 60 / 66,
    });
    expect(placeAmong([])).toEqual({ sure: [], tied: [], drawn: 0, share: 0 });
  });

  it('takes each of equally wide addresses with the same chance, whatever their order', () => {
    const place = placeAmong(reaching(5, 9, 5, 5, 5));
    expect(place).toMatchObject({ sure: [1], drawn: 2 });
    expect([...place.tied].sort()).toEqual([0, 2, 3, 4]);
    // Two of four are drawn: one given address is among them in 1 − C(3,2)/C(4,2) of the draws, one of three always.
    expect(chanceAtPlace(place, 0)).toBe(0);
    expect(chanceAtPlace(place, 1)).toBeCloseTo(1 / 2);
    expect(chanceAtPlace(place, 2)).toBeCloseTo(5 / 6);
    expect(chanceAtPlace(place, 3)).toBe(1);
  });
});

describe('one owner', () => {
  const place = placeAmong(reaching(10));

  it('explains what one identifier reaches whole, as far as everybody does something else', () => {
    expect(oneOwnerOf({ ...nobody, owned: 1, identified: 1 }, place, 0)).toBe(1);
    expect(oneOwnerOf({ ...nobody, owned: 1, identified: 1 }, place, 0.75)).toBeCloseTo(0.25);
    expect(oneOwnerOf({ ...nobody, owned: 0.5, identified: 1 }, place, 0)).toBe(0);
  });

  it('explains who is at one place and shares no identifier, even where all do the same', () => {
    expect(oneOwnerOf({ ...nobody, placed: 1 }, place, 1)).toBe(1);
    expect(oneOwnerOf({ ...nobody, placed: 1, identified: 1 }, place, 1)).toBe(0);
  });
});

describe('one public source', () => {
  it('explains what no identifier ties, less from half a bit of synchrony on and nothing from one and a half', () => {
    expect([0, 0.5, 1, 1.5, 3].map((bits) => commonSourceOf(nobody, bits))).toEqual([1, 1, 0.5, 0, 0]);
    expect(commonSourceOf({ ...nobody, tied: 0.75 }, 0)).toBeCloseTo(0.25);
    expect(commonSourceOf({ ...nobody, tied: 1 }, 0)).toBe(0);
  });
});
