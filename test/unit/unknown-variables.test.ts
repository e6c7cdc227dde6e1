import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nearestName } from '../../src/nearest-name.ts';
import { OTHER_VARIABLES, unknownVariables } from '../../src/unknown-variables.ts';

describe('environment variables that mean nothing', () => {
  test.each([
    ['RINGFENCE_HTPP_PORT', 'RINGFENCE_HTTP_PORT'],
    ['RINGFENCE_HTTP_PROT', 'RINGFENCE_HTTP_PORT'],
    ['RINGFENCE_LOGLEVEL', 'RINGFENCE_LOG_LEVEL'],
    ['RINGFENCE_PRIVACY_KEYFILE', 'RINGFENCE_PRIVACY_KEY_FILE'],
    ['ringfence_home', 'RINGFENCE_HOME'],
    ['NEO4J_URL', 'NEO4J_URI'],
    ['RINGFENCE_NEO4J_URI', 'NEO4J_URI'],
    ['NEO4J_PASSWORDFILE', 'NEO4J_PASSWORD_FILE'],
    ['RINGFENCE_ZZZ', null],
  ])('%s is told with the name that was probably meant: %s', (variable, nearest) => {
    expect(unknownVariables({ [variable]: 'x' })).toEqual([{ variable, nearest }]);
  });

  test('known ones, empty ones, and those of Neo4j itself and of others are passed over', () => {
    const env = {
      RINGFENCE_HTTP_PORT: '1',
      NEO4J_URI: 'x',
      NEO4J_HOME: '/x',
      NEO4J_AUTH: 'x',
      NEO4J_CONF: 'x',
      HOME: '/',
    };
    expect(unknownVariables({ ...env, RINGFENCE_NOTHING: '', NEO4J_dbms_memory: 'x' })).toEqual([]);
  });

  test('every variable that docker-compose.yml reads is known', () => {
    const compose = readFileSync(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
    const read = [...compose.matchAll(/\$\{(\w+)/g)].map((match) => match[1]!);
    expect(read.length).toBeGreaterThan(2);
    expect(unknownVariables(Object.fromEntries(read.map((name) => [name, 'x'])))).toEqual([]);
    for (const name of OTHER_VARIABLES.filter((each) => each !== 'RINGFENCE_CONFIG')) expect(read).toContain(name);
  });
});

test('a name is near only when most of its letters are right', () => {
  expect(nearestName('cat', ['cut', 'dog'])).toBe('cut');
  expect(nearestName('cat', ['dog', 'bird'])).toBeNull();
  expect(nearestName('cat', [])).toBeNull();
});
