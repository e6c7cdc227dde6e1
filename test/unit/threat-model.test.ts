import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/threat-model.md', ROOT), 'utf8');
const named = [...page.matchAll(/`(?<file>test\/[^ `]+) › (?<words>[^`]*)`/g)].map(({ groups }) => groups!);

test('the threat model names tests that there are, by words of their names', () => {
  expect(named.length).toBeGreaterThan(30);
  const missing = named.filter(({ file, words }) => {
    const path = new URL(file!, ROOT);
    return words!.length < 12 || !existsSync(path) || !readFileSync(path, 'utf8').includes(words!);
  });
  expect(missing).toEqual([]);
});

test('every row of the threat model has a test or says that it is a limit', () => {
  const rows = page
    .split('\n')
    .filter((line) => /^\| (?!what |threat |---|that |an innocent|values|the |that )/.test(line));
  expect(rows.filter((row) => !/`test\/|\]\(/.test(row))).toEqual([]);
});
