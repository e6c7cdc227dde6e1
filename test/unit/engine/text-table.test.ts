import { expect, it } from 'vitest';
import { NONE } from '../../../src/engine/support/none.ts';
import { enterText, numbersOfTexts, renumberTexts, textTable } from '../../../src/engine/support/text-table.ts';
import { dice } from '../../support/engine-population.ts';

it('tells numbers as a map does, while texts come and go and the table grows', () => {
  const random = dice(11);
  let texts = Array.from({ length: 500 }, (_, i) => `account-${i}`);
  const table = textTable(texts);
  let next = texts.length;
  for (let round = 0; round < 20; round++) {
    const now = new Uint32Array(texts.length).fill(NONE);
    const stay = texts.filter(() => !random.chance(0.1));
    const places = new Map(stay.map((text, place) => [text, place]));
    texts.forEach((text, number) => {
      now[number] = places.get(text) ?? NONE;
    });
    const gone = texts.filter((text) => !places.has(text));
    renumberTexts(table, now);
    texts = stay;
    for (let i = 0; i < 150; i++) {
      // Some come back that went before.
      const text = i < gone.length / 2 ? gone[i]! : `account-${next++}`;
      enterText(table, text, texts.push(text) - 1);
    }
    expect([...numbersOfTexts(table, texts, texts)]).toEqual([...texts.keys()]);
    const left = gone.slice(Math.ceil(gone.length / 2));
    expect([...numbersOfTexts(table, texts, left)]).toEqual(left.map(() => -1));
  }
});

it('takes any text, the empty one and those beyond ASCII too, and none that only looks alike', () => {
  const texts = ['', 'é', 'e\u0301', '𝒜', '\0', 'a\0', 'a'];
  const table = textTable(texts);
  expect([...numbersOfTexts(table, texts, [...texts, 'A', 'b'])]).toEqual([...texts.keys(), -1, -1]);
  expect([...numbersOfTexts(textTable([]), [], ['a'])]).toEqual([-1]);
});

it('tells texts of one hash apart: among so many there are some', () => {
  // 300,000 hashes of 32 bits: twelve of these are there twice. (Of texts that only count up none are.)
  const texts = Array.from({ length: 300_000 }, (_, i) => `${i}:${(i * 7919) % 1_000_003}`);
  const table = textTable(texts);
  expect(numbersOfTexts(table, texts, texts).every((number, place) => number === place)).toBe(true);
});
