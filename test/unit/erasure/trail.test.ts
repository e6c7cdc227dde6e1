import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { copiesLeft, type Written } from '../../../src/erasure/copies.ts';
import { rulesOf } from '../../../src/erasure/retention-rules.ts';
import { erasuresIn } from '../../../src/erasure/trail.ts';

const lines = async function* (...values: unknown[]) {
  for (const value of values) yield typeof value === 'string' ? value : JSON.stringify(value);
};

test('what was erased is read from an export of the trail: the last time of each, by accounts and by age', async () => {
  const entry = (action: string, at: string, ...targets: string[]) => ({ action, at, targets, seq: 1, hash: 'h' });
  const found = await erasuresIn(
    lines(
      { after: 0 },
      entry('eraseAccount', '2026-03-01T00:00:00.000Z', 'account:k1:aa'),
      entry('getAccount', '2026-03-02T00:00:00.000Z', 'account:k1:cc'),
      entry('applyRetention', '2026-03-03T00:00:00.000Z', 'account:k1:bb', 'account:k1:aa', 'run:r'),
      entry('eraseAccount', '2026-03-02T00:00:00.000Z', 'account:k1:aa'),
      '{"action": "eraseAccount"',
      { head: null },
    ),
  );
  const last = Date.parse('2026-03-03T00:00:00.000Z');
  expect(found).toEqual(
    new Map([
      ['account:k1:aa', last],
      ['account:k1:bb', last],
    ]),
  );
});

test('files that are gone are left out, those of other machines are told as not known; downloads and drops are told', async () => {
  const home = await mkdtemp(join(tmpdir(), 'ringfence-copies-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, 'a.gz'), 'x');
  await mkdir(join(home, 'drops/desk'), { recursive: true });
  await writeFile(join(home, 'drops/desk/b.csv'), 'x');
  const entry = (action: string, from: string, file?: string, actorKind = 'command'): Written => ({
    ...{ action, at: 5, actorKind, actorName: 'operator', from },
    targets: file === undefined ? ['run:r'] : ['run:r', `file:${file}`],
  });
  const written = [
    entry('makeBackup', 'here', join(home, 'a.gz')),
    entry('makeReport', 'here', join(home, 'gone.html')),
    entry('exportRings', 'there', '/data/a.csv'),
    entry('exportAccounts', '203.0.113.7', undefined, 'token'),
    entry('exportAccounts', 'here'),
  ];
  const told = await copiesLeft(written, { home, drops: join(home, 'drops'), host: 'here' });
  expect(told.map(({ kind, file, there }) => [kind, file, there])).toEqual([
    ['backup', join(home, 'a.gz'), true],
    ['export', '/data/a.csv', null],
    ['download', null, null],
    ['export', null, null],
    ['drop', join(home, 'drops/desk/b.csv'), true],
  ]);
});

test('a rule for a signal type that there is not stops the start, and the rest follows the common age', () => {
  const types = [{ name: 'ip' }, { name: 'device' }];
  const rules = { observationDays: 90, signals: [{ type: 'ip', days: 30 }] };
  expect(rulesOf(rules, types)).toEqual({ accountsUnseen: null, observations: { ip: 30, device: 90 }, runs: null });
  expect(() => rulesOf({ signals: [{ type: 'card', days: 1 }] }, types)).toThrow('card');
});
