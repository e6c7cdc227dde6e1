import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compareVersions, parseMigration, readMigrations } from '../../src/graph/migration-files.ts';
import { MIGRATIONS_FOLDER, pending } from '../../src/graph/migrations.ts';

const folderOf = async (files: Record<string, string>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-migrations-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

const stopsWith = (type: string) => expect.objectContaining({ type, exitCode: 78 });

describe('reading migrations', () => {
  test('orders versions by number, part by part', async () => {
    const folder = await folderOf({
      'V10__ten.cypher': 'RETURN 1',
      'V2_1__two_one.cypher': 'RETURN 1',
      'V0002__two.cypher': 'RETURN 1',
      'V2.10__two_ten.cypher': 'RETURN 1',
      'README.md': 'not a migration',
    });
    expect((await readMigrations(folder)).map(({ version }) => version)).toEqual(['2', '2.1', '2.10', '10']);
    expect(compareVersions('2', '2.0.0')).toBe(0);
  });

  test('takes the description from the name', () => {
    expect(parseMigration('V0001__accounts_and_signals.cypher', 'RETURN 1').description).toBe('accounts and signals');
  });

  test('finds the same checksum for other line ends, and another one for another text', () => {
    const checksum = (text: string) => parseMigration('V1__a.cypher', text).checksum;
    expect(checksum('RETURN 1;\r\nRETURN 2;\r\n')).toBe(checksum('RETURN 1;\nRETURN 2;\n'));
    expect(checksum('RETURN 1;\nRETURN 3;\n')).not.toBe(checksum('RETURN 1;\nRETURN 2;\n'));
    // CRC-32 of "RETURN 1", as any other tool computes it.
    expect(checksum('RETURN 1')).toBe(String(0xdca4382d));
  });

  test('refuses two files with one number', async () => {
    const folder = await folderOf({ 'V1__a.cypher': 'RETURN 1', 'V01__b.cypher': 'RETURN 1' });
    await expect(readMigrations(folder)).rejects.toThrow(stopsWith('migration-invalid'));
  });

  test.each(['1__a.cypher', 'V1_a.cypher', 'V1__.cypher', 'R1__a.cypher', 'V1x__a.cypher'])(
    'refuses the name %s',
    (name) => {
      expect(() => parseMigration(name, 'RETURN 1')).toThrow(stopsWith('migration-invalid'));
    },
  );

  test('refuses a file without a statement', () => {
    expect(() => parseMigration('V1__a.cypher', '// later\n')).toThrow(stopsWith('migration-invalid'));
  });

  test('every statement of the product’s own migrations can be run twice', async () => {
    for (const { statements } of await readMigrations(MIGRATIONS_FOLDER)) {
      // Or it looks for what it removes.
      for (const statement of statements)
        expect(statement).toMatch(/IF (NOT )?EXISTS|\bMERGE\b|WHERE (\w+\.\w+) IS NOT NULL\b[\s\S]*\bREMOVE \2/);
    }
  });
});

describe('comparing files with what a database has applied', () => {
  const file = (version: string, text = 'RETURN 1') => parseMigration(`V${version}__step_${version}.cypher`, text);
  const files = [file('1'), file('2'), file('3')];

  test('leaves what is not applied yet, in order', () => {
    expect(pending(files, []).map(({ version }) => version)).toEqual(['1', '2', '3']);
    expect(pending(files, [file('1')]).map(({ version }) => version)).toEqual(['2', '3']);
    expect(pending(files, files.toReversed())).toEqual([]);
  });

  test('stops at a file that was changed after it was applied', () => {
    expect(() => pending(files, [file('1', 'RETURN 2')])).toThrow(stopsWith('migration-changed'));
  });

  test('stops at an applied migration whose file is missing', () => {
    expect(() => pending([file('1'), file('3')], files)).toThrow(stopsWith('migration-missing'));
  });

  test('stops at a database that is newer than the files', () => {
    expect(() => pending([file('1')], files)).toThrow(stopsWith('database-newer'));
    expect(() => pending([], [file('1')])).toThrow(stopsWith('database-newer'));
  });

  test('stops at a new file that is older than what was applied', () => {
    expect(() => pending(files, [file('1'), file('3')])).toThrow(stopsWith('migration-out-of-order'));
  });
});
