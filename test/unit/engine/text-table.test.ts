import { expect, it } from 'vitest';
import { enterText, numbersOfTexts, renumberTexts, textTable } from '../../../src/engine/support/text-table.ts';
import { dice } from '../../support/engine-population.ts';

const GONE = 0xffffffff;

it('tells numbers as a map does, while texts come and go and the table grows', () => {
  const random = dice(11);
  let texts = Array.from({ length: 500 }, (_, i) => `account-${i}`);
  const table = textTable(texts);
  let next = texts.length;
  for (let round = 0; round < 20; round++) {
    const now = new Uint32Array(texts.length).fill(GONE);
    const stay = texts.filter(() => !random.chance(0.1));
    const places = new Map(stay.map((text, place) => [text, place]));
    texts.forEach((text, number) => {
      now[number] = places.get(text) ?? GONE;
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
