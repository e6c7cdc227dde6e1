import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { describe, expect, it } from 'vitest';
import { cumulative, permutation, rootStream } from '../../../src/simulate/random.ts';
import { PHONE_NUMBERS, phoneNumber } from '../../../src/simulate/world/people.ts';

const draws = (label: string, count = 20_000) => {
  const random = rootStream(7).random(label);
  return <T>(draw: (source: typeof random) => T) => Array.from({ length: count }, () => draw(random));
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('randomness', () => {
  it('begins alike at one place and differently at its neighbours', () => {
    const first = (...labels: (string | number)[]) =>
      rootStream(1)
        .random(...labels)
        .hex(16);
    expect(first('day', 3, 4)).toBe(first('day', 3, 4));
    expect(rootStream(1).child('day', 3).random(4).hex(16)).toBe(first('day', 3, 4));
    const places = new Set<string>();
    for (let a = 0; a < 100; a++) for (let b = 0; b < 100; b++) places.add(first('day', a, b));
    expect(places.size).toBe(10_000);
    expect(rootStream(2).random('day').hex(16)).not.toBe(first('day'));
  });

  it('has first draws that are even over neighbouring places', () => {
    const root = rootStream(5);
    const firsts = Array.from({ length: 20_000 }, (_, index) => root.random('x', index).float());
    const tenths = Array.from({ length: 10 }, () => 0);
    for (const value of firsts) tenths[Math.floor(value * 10)]!++;
    // 2,000 expected in each; 43 is the standard deviation.
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(5 * 43);
    const lagged = mean(firsts.slice(1).map((value, index) => (value - 0.5) * (firsts[index]! - 0.5)));
    expect(Math.abs(lagged)).toBeLessThan(0.005);
  });

  it('keeps the promises of its distributions', () => {
    expect(mean(draws('poisson')((random) => random.poisson(3)))).toBeCloseTo(3, 0);
    expect(mean(draws('exponential')((random) => random.exponential(5)))).toBeCloseTo(5, 0);
    expect(mean(draws('normal')((random) => random.normal()))).toBeCloseTo(0, 1);
    expect(mean(draws('square')((random) => random.normal() ** 2))).toBeCloseTo(1, 1);
    const halves = draws('median')((random) => (random.logNormal(8, 1) < 8 ? 1 : 0));
    expect(mean(halves)).toBeCloseTo(0.5, 1);
    const table = cumulative([1, 0, 3]);
    const picks = draws('weights')((random) => random.weighted(table));
    expect(picks).not.toContain(1);
    expect(mean(picks.map((pick) => (pick === 2 ? 1 : 0)))).toBeCloseTo(0.75, 1);
  });

  it('shuffles numbers without ever meeting twice', () => {
    const shuffle = permutation(rootStream(9));
    const seen = new Set(Array.from({ length: 200_000 }, (_, number) => shuffle(number)));
    expect(seen.size).toBe(200_000);
    expect(shuffle(0xffff_ffff)).toBeLessThanOrEqual(0xffff_ffff);
  });
});

describe('fictitious phone numbers', () => {
  it('are all different', () => {
    expect(new Set(Array.from({ length: PHONE_NUMBERS }, (_, number) => phoneNumber(number))).size).toBe(PHONE_NUMBERS);
  });

  it('are numbers that a phone library takes for real', () => {
    for (let number = 0; number < PHONE_NUMBERS; number += 37) {
      const text = phoneNumber(number);
      expect(parsePhoneNumberFromString(text)?.isValid(), text).toBe(true);
    }
  });
});
