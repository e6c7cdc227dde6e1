import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Role } from '../../src/access/roles.ts';
import type { AnswerLine } from './tally.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const TOOL = join(HERE, 'venv/bin/schemathesis');

/** What must hold for every answer; the last line is of hooks.py. */
const CHECKS = [
  ...['not_a_server_error', 'status_code_conformance', 'content_type_conformance', 'response_headers_conformance'],
  ...['response_schema_conformance', 'unsupported_method', 'ignored_auth'],
  ...['open_to_its_roles_alone', 'problem_says_how_to_mend', 'is_counted'],
];

/** Installs it where it is not yet; ends the process with 69 where that cannot be. */
export const installed = (): void => {
  if (existsSync(TOOL)) return;
  const python = process.env['PYTHON'] ?? 'python3';
  const version = spawnSync(python, ['-c', 'import venv, sys; print(sys.version_info >= (3, 10))'], {
    encoding: 'utf8',
  });
  if (version.error !== undefined || version.stdout.trim() !== 'True') {
    console.error(
      `The fuzz test needs Python 3.10 or newer with venv, and ${python} is none. Install it, or set PYTHON.`,
    );
    process.exit(69);
  }
  const made: SpawnSyncReturns<Buffer> = spawnSync(join(HERE, 'install.sh'), { stdio: 'inherit' });
  if (made.status !== 0) process.exit(69);
};

export interface Asked {
  readonly url: string;
  /** Paths of the document, and of the requests that find something. */
  readonly document: string;
  readonly real: string;
  /** Where answers are written meanwhile. */
  readonly folder: string;
  /** With its key; null for nobody. */
  readonly as: { readonly role: Role; readonly key: string } | null;
  readonly phases: string;
  /** Requests that are made up for an operation, beside examples and edges. */
  readonly examples: number;
  /** Which operations, in options of schemathesis. */
  readonly which: readonly string[];
}

/** Asks as somebody; every answer, and whether schemathesis ended well. The same requests for the same document and examples. */
export const asking = async (asked: Asked): Promise<{ lines: readonly AnswerLine[]; well: boolean }> => {
  const { as, folder } = asked;
  const answers = join(folder, 'answers.ndjson');
  await writeFile(answers, '');
  const options = [
    ...['--url', asked.url, '--phases', asked.phases, '--max-examples', String(asked.examples), ...asked.which],
    ...(as === null ? [] : ['--header', `Authorization: Bearer ${as.key}`]),
    // Nobody has no login that could be ignored.
    ...['--checks', CHECKS.filter((check) => as !== null || check !== 'ignored_auth').join(',')],
    ...['--generation-deterministic', '--generation-with-security-parameters', 'false'],
    ...['--continue-on-failure', '--no-shrink', '--no-color', '--request-timeout', '120'],
    // One after another, so that each finds what it found the last time. Two also broke Hypothesis now and then: the parser of CPython 3.11 counts its
    // depth once for all threads (cpython#106905).
    ...['--workers', '1'],
    ...['--warnings', 'off', '--suppress-health-check', 'all'],
  ];
  const env = {
    ...process.env,
    ...{ SCHEMATHESIS_HOOKS: 'hooks', PYTHONPATH: HERE },
    ...{ FUZZ_ROLE: as?.role ?? '', FUZZ_REAL: asked.real, FUZZ_ANSWERS: answers },
  };
  const child = spawn(TOOL, ['run', asked.document, ...options], { cwd: folder, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  const text = (await readFile(answers, 'utf8')).trim();
  return { well: code === 0, lines: text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as AnswerLine) };
};
