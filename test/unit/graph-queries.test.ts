import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cypher, fillPlaceholders, queryLoader } from '../../src/graph/queries.ts';

const invalid = (detail: RegExp) =>
  expect.objectContaining({ type: 'query-invalid', message: expect.stringMatching(detail) });

describe('filling placeholders', () => {
  test('quotes one identifier, and joins several as alternatives', () => {
    const text = 'MATCH (:%%LABEL%%)<-[:%%RELATIONSHIPS%%]-() RETURN count(*)';
    const filled = 'MATCH (:`Ip`)<-[:`PAID_WITH`|`USED_DEVICE`]-() RETURN count(*)';
    expect(fillPlaceholders('a/b', text, { LABEL: 'Ip', RELATIONSHIPS: ['PAID_WITH', 'USED_DEVICE'] })).toBe(filled);
    expect(fillPlaceholders('a/b', text, { LABEL: 'Ip', RELATIONSHIPS: 'PAID_WITH|USED_DEVICE' })).toBe(filled);
  });

  test.each(['Ip`) DETACH DELETE (n', 'a b', '', '1st', 'Ip|', 'x'.repeat(65), 'Größe'])(
    'refuses %j, which is no identifier',
    (identifier) => {
      expect(() => fillPlaceholders('a/b', 'MATCH (:%%LABEL%%)', { LABEL: identifier })).toThrow(
        invalid(/no valid identifier for LABEL/),
      );
    },
  );

  test('refuses an empty list, which would match every type', () => {
    expect(() => fillPlaceholders('a/b', '[:%%TYPES%%]', { TYPES: [] })).toThrow(invalid(/TYPES/));
  });

  test('refuses a placeholder that is left, and an identifier that is not asked for', () => {
    expect(() => fillPlaceholders('a/b', 'MATCH (:%%LABEL%%)', {})).toThrow(invalid(/LABEL unfilled/));
    expect(() => fillPlaceholders('a/b', 'MATCH (n)', { LABEL: 'Ip' })).toThrow(invalid(/no placeholder LABEL/));
    expect(() => fillPlaceholders('a/b', '%%CONSTRUCTOR%%', {})).toThrow(invalid(/unfilled/));
  });
});

describe('loading queries', () => {
  test('gives the text of the product’s own files under their names', () => {
    const query = cypher('graph/components');
    expect(query.name).toBe('graph/components');
    expect(query.text).toContain('dbms.components()');
  });

  test('reads a file once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringfence-queries-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'things'));
    const file = join(folder, 'things', 'list.cypher');
    await writeFile(file, 'RETURN 1');
    const load = queryLoader(folder);
    expect(load('things/list').text).toBe('RETURN 1');
    await writeFile(file, 'RETURN 2');
    expect(load('things/list').text).toBe('RETURN 1');
    expect(queryLoader(folder)('things/list').text).toBe('RETURN 2');
  });

  test.each(['../package', 'rings/../../package', 'rings', '/etc/passwd', 'Rings/List'])(
    'refuses the name %j',
    (name) => {
      expect(() => cypher(name)).toThrow(invalid(/no query name/));
    },
  );

  test('says which query has no file', () => {
    expect(() => cypher('graph/no-such-question')).toThrow(invalid(/graph\/no-such-question has no file/));
  });
});
