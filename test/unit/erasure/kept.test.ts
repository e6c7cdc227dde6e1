import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KEPT_OF_ACCOUNTS } from '../../support/kept-of-accounts.ts';

const folder = new URL('../../../cypher/migrations/', import.meta.url);

test('of every label of the schema it is said what it keeps of accounts, and who lets go of it', () => {
  const text = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), 'utf8').replaceAll(/^\/\/.*$/gm, ''))
    .join('\n');
  const labels = [...text.matchAll(/\bFOR \(\w+:(\w+)\)/g)].map((match) => match[1]!);
  expect([...new Set(labels)].filter((label) => !Object.hasOwn(KEPT_OF_ACCOUNTS, label))).toEqual([]);
  expect(labels.length).toBeGreaterThan(20);
});
