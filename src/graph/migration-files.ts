import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { RingfenceError } from '../errors.ts';
import { splitStatements } from './statements.ts';

/** One numbered file, named as neo4j-migrations names them: `V0001__accounts_and_signals.cypher`. */
export interface Migration {
  /** Without leading zeros, parts joined by dots: `1`, `2.1`. */
  readonly version: string;
  readonly description: string;
  readonly file: string;
  /** CRC-32 of the text with \n line ends, so that a checkout with other line ends is no change. */
  readonly checksum: string;
  readonly statements: readonly string[];
}

/** Reads a folder of migrations, in order. Throws `migration-invalid` for a name or number that cannot be right. */
export const readMigrations = async (folder: string): Promise<Migration[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cypher'));
  const migrations = await Promise.all(
    files.map(async (file) => parseMigration(file, await readFile(join(folder, file), 'utf8'))),
  );
  migrations.sort((a, b) => compareVersions(a.version, b.version));
  migrations.forEach((migration, i) => {
    const before = migrations[i - 1];
    if (before?.version === migration.version) throw invalid(migration.file, `has the same number as ${before.file}`);
  });
  return migrations;
};

export const parseMigration = (file: string, content: string): Migration => {
  const match = /^V(\d+(?:[._]\d+)*)__([A-Za-z0-9_ -]+)\.cypher$/.exec(file);
  if (!match) throw invalid(file, 'is not named like V0001__what_it_does.cypher');
  const text = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const statements = splitStatements(text);
  if (statements.length === 0) throw invalid(file, 'holds no statement');
  return {
    version: canonicalVersion(match[1]!),
    description: match[2]!.replaceAll('_', ' '),
    file,
    checksum: String(crc32(text)),
    statements,
  };
};

/** Numeric, part by part: 2 < 2.1 < 10. */
export const compareVersions = (a: string, b: string): number => {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** `0002_1`, `2.1` and `2.1.0` are one version. */
const canonicalVersion = (text: string): string =>
  text
    .split(/[._]/)
    .map(Number)
    .join('.')
    .replace(/(?:\.0)+$/, '');

const invalid = (file: string, fault: string): RingfenceError =>
  new RingfenceError({ type: 'migration-invalid', exitCode: 78, detail: `The migration ${file} ${fault}.` });
