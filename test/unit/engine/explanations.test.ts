import { describe, expect, it } from 'vitest';
import {
  type Conduct,
  chanceAtPlace,
  commonSourceOf,
  occasionOf,
  oneOwnerOf,
  placeAmong,
  programmeOf,
} from '../../../src/engine/rings/explanations.ts';

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

/** Made in a burst, of unlike volumes, and doing different things at different times, again and again, unless said. */
const conduct = (changes: Partial<Conduct> = {}): Conduct => ({
  ...{ focus: 0, synchrony: 0, burst: 3, volume: 0, used: 1, again: 1, agreement: 0, quickness: 0 },
  ...changes,
});

describe('one owner', () => {
  const place = placeAmong(reaching(10));
  const owned = { ...nobody, owned: 1, identified: 1 };

  it('explains what one identifier reaches whole, as far as everybody does something else', () => {
    expect(oneOwnerOf(owned, place, conduct())).toBe(1);
    expect(oneOwnerOf(owned, place, conduct({ focus: 0.75 }))).toBeCloseTo(0.25);
    expect(oneOwnerOf({ ...owned, owned: 0.5 }, place, conduct())).toBe(0);
  });

  it('does not explain that all on one identifier use as much as each other: less from one bit on, nothing from three', () => {
    const explained = [0, 1, 2, 3, 5].map((volume) => oneOwnerOf(owned, place, conduct({ volume })));
    expect(explained).toEqual([1, 1, 0.5, 0, 0]);
    expect(oneOwnerOf(owned, place, conduct({ volume: 5, used: 0 }))).toBe(1);
  });

  it('explains who is at one place, but for those who do the same and share identifiers as well', () => {
    const present = { ...nobody, placed: 1 };
    expect(oneOwnerOf(present, place, conduct({ focus: 1 }))).toBe(1);
    expect(oneOwnerOf({ ...present, identified: 1 }, place, conduct())).toBe(1);
    expect(oneOwnerOf({ ...present, identified: 0.5 }, place, conduct({ focus: 0.5 }))).toBeCloseTo(0.75);
    expect(oneOwnerOf({ ...present, identified: 1 }, place, conduct({ focus: 1 }))).toBe(0);
  });

  it('explains that pupils of one room use as much as each other', () => {
    const lesson = conduct({ volume: 4, focus: 1, again: 0.5, agreement: 0.3 });
    expect(oneOwnerOf({ ...nobody, placed: 1 }, place, lesson)).toBe(1);
  });

  it('explains nobody at one place among whom work is shared out, as long as it is even, work, and not the same for all', () => {
    const shared = conduct({ volume: 4, again: 1.25, agreement: 0.4 });
    const placed = { ...nobody, placed: 1 };
    const explained = (changes: Partial<Conduct>) => oneOwnerOf(placed, place, { ...shared, ...changes });
    expect(explained({})).toBe(0);
    expect([1, 2, 3, 4].map((volume) => explained({ volume }))).toEqual([1, 1, 0.5, 0]);
    expect([0, 0.75, 1, 3].map((again) => explained({ again }))).toEqual([1, 1, 0.5, 0]);
    expect([0.2, 0.5, 0.6, 1].map((agreement) => explained({ agreement }))).toEqual([0, expect.closeTo(0.5), 1, 1]);
    expect(explained({ used: 0 })).toBe(1);
  });
});

describe('one occasion', () => {
  it('explains its share, less where volumes are alike from two bits on, and nothing from four', () => {
    expect([0, 2, 3, 4, 6].map((volume) => occasionOf(0.8, conduct({ volume })))).toEqual([0.8, 0.8, 0.4, 0, 0]);
    expect(occasionOf(0.8, conduct({ volume: 6, used: 0 }))).toBe(0.8);
  });
});

describe('one public source', () => {
  it('explains what no identifier ties, less from half a bit of synchrony on and nothing from one and a half', () => {
    const explained = [0, 0.5, 1, 1.5, 3].map((synchrony) => commonSourceOf(nobody, conduct({ synchrony })));
    expect(explained).toEqual([1, 1, 0.5, 0, 0]);
    expect(commonSourceOf({ ...nobody, tied: 0.75 }, conduct())).toBeCloseTo(0.25);
    expect(commonSourceOf({ ...nobody, tied: 1 }, conduct())).toBe(0);
  });

  it('explains nobody among whom work is shared out, whenever they do it', () => {
    const shared = conduct({ volume: 4, again: 1.25, agreement: 0.4 });
    expect(commonSourceOf(nobody, shared)).toBe(0);
    expect(commonSourceOf(nobody, { ...shared, agreement: 0.6 })).toBe(1);
    expect(commonSourceOf(nobody, { ...shared, volume: 3 })).toBe(0.5);
  });

  it("explains any synchrony of people whose accounts and volumes are as different as anybody's", () => {
    const audience = conduct({ synchrony: 5, burst: 0, volume: 0.5 });
    expect(commonSourceOf(nobody, audience)).toBe(1);
    expect(commonSourceOf(nobody, { ...audience, burst: 0.25 })).toBe(0.5);
    expect(commonSourceOf(nobody, { ...audience, volume: 1.5 })).toBe(0);
  });

  it('takes volumes that are not known for no sign of an audience', () => {
    expect(commonSourceOf(nobody, conduct({ synchrony: 5, burst: 0, used: 0 }))).toBe(0);
  });

  it('has accounts that an event made, where each does a thing once: burst counts as far as members do things again', () => {
    const event = conduct({ synchrony: 5, again: 0 });
    expect(commonSourceOf(nobody, event)).toBe(1);
    expect(commonSourceOf(nobody, { ...event, again: 0.75 })).toBe(0);
    expect(commonSourceOf(nobody, { ...event, volume: 1.5 })).toBe(0);
    expect(commonSourceOf(nobody, { ...event, quickness: 7 })).toBe(0);
  });
});

describe('one programme', () => {
  const course = conduct({ focus: 0.8, synchrony: 5, burst: 7, volume: 4, again: 0.25, agreement: 0.75, quickness: 5 });

  it('explains those who all do the same, once, and take their time, however even and however close together they were made', () => {
    expect(programmeOf(nobody, course)).toBe(1);
  });

  it('explains less the more they do again', () => {
    const explained = [0, 0.25, 0.5, 0.75, 2].map((again) => programmeOf(nobody, { ...course, again }));
    expect(explained).toEqual([1, 1, 0.5, 0, 0]);
  });

  it('explains less the fewer do each thing', () => {
    const explained = [1, 0.75, 0.625, 0.5, 0.1].map((agreement) => programmeOf(nobody, { ...course, agreement }));
    expect(explained).toEqual([1, 1, 0.5, 0, 0]);
  });

  it('explains less the closer together they begin', () => {
    const explained = [-1, 5, 6, 7, 10].map((quickness) => programmeOf(nobody, { ...course, quickness }));
    expect(explained).toEqual([1, 1, 0.5, 0, 0]);
  });

  it('explains that they use as much as each other where the list is all that they do, and not where it is little of it', () => {
    const explained = [0.8, 0.7, 0.6, 0.1].map((focus) => programmeOf(nobody, { ...course, focus }));
    expect(explained).toEqual([1, expect.closeTo(0.5), 0, 0]);
    expect(programmeOf(nobody, { ...course, focus: 0.1, volume: 1 })).toBe(1);
    expect(programmeOf(nobody, { ...course, focus: 0.1, used: 0 })).toBe(1);
  });

  it('explains nobody whom an identifier or lockstep ties', () => {
    expect(programmeOf({ ...nobody, tied: 0.75 }, course)).toBeCloseTo(0.25);
  });
});
