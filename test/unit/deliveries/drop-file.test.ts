import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { dropFile, dropName, dropText } from '../../../src/deliveries/drop-file.ts';

const place = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-drop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
const delivery = { id: 'dlv_a', topic: 'bans', createdAt: Date.UTC(2026, 2, 2, 8) };

it('a file that is written again replaces itself, also by two writers at once, and nothing else is left behind', async () => {
  const folder = join(await place(), 'made', 'anew');
  const name = dropName(delivery, 'ndjson');
  expect(name).toBe('20260302T080000Z-bans-dlv_a.ndjson');
  const text = dropText([{ account: 'a', n: 1 }], 'ndjson');
  await Promise.all(Array.from({ length: 8 }, () => dropFile(folder, name, text)));
  expect(await readdir(folder)).toEqual([name]);
  expect(await readFile(join(folder, name), 'utf8')).toBe('{"account":"a","n":1}\n');
});

it('a file that cannot be put in its place leaves nothing of itself', async () => {
  const folder = await place();
  await dropFile(join(folder, 'taken.csv'), 'a', 'x');
  await expect(dropFile(folder, 'taken.csv', 'text')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['taken.csv']);
});

it('CSV has a header, quotes what must be and no formula', () => {
  const rows = [
    { account: '=1+1', reason: 'a, "b"\nc', undone: false, n: null },
    { account: '@x', reason: '', undone: true, n: 2 },
  ];
  expect(dropText(rows, 'csv')).toBe('account,reason,undone,n\r\n\'=1+1,"a, ""b""\nc",false,\r\n\'@x,,true,2\r\n');
});
