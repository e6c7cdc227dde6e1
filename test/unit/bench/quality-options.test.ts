import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inTurn } from '../../../bench/quality/in-process.ts';
import { qualityOptions } from '../../../bench/quality/options.ts';
import { POPULATIONS, REPORTED_SEEDS } from '../../../bench/quality/populations.ts';

test('without options every population is measured with the seeds that are reported, beside everything', () => {
  expect(qualityOptions([])).toMatchObject({
    populations: POPULATIONS,
    seeds: REPORTED_SEEDS,
    scale: 1,
    peers: true,
    surfacing: true,
    jobs: 1,
  });
  expect(REPORTED_SEEDS).toHaveLength(5);
  expect(REPORTED_SEEDS).not.toContain(1);
  expect(REPORTED_SEEDS).not.toContain(2);
});

test('populations, seeds, size and what is left out are chosen', () => {
  const chosen = qualityOptions('--only careful,hydra --seeds 1,2 --scale .1 --no-peers --no-surfacing'.split(' '));
  expect(chosen.populations.map(({ name }) => name)).toEqual(['careful', 'hydra']);
  expect(chosen).toMatchObject({ seeds: [1, 2], scale: 0.1, peers: false, surfacing: false });
  expect(qualityOptions(['--only', 'none']).populations).toEqual([]);
  expect(qualityOptions(['--kept', 'measured'])).toMatchObject({ kept: 'measured', seeds: REPORTED_SEEDS });
  expect(qualityOptions(['--keep', 'measured'])).not.toHaveProperty('kept');
});

test('settings of the engine come from a file, and a wrong one is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-quality-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'engine.yaml');
  writeFileSync(file, 'minScore: 0.8\n');
  expect(qualityOptions(['--config', file]).config.minScore).toBe(0.8);
  writeFileSync(file, 'minScore: high\n');
  expect(() => qualityOptions(['--config', file])).toThrow(/minScore/);
});

test('what cannot be meant is refused with what could be', () => {
  expect(() => qualityOptions(['--only', 'carefull'])).toThrow(/must be among .*careful/);
  expect(() => qualityOptions(['--seeds', '1,x'])).toThrow(/whole number/);
  expect(() => qualityOptions(['--scale', '0'])).toThrow(/above 0/);
});

test('tasks are done in their order, so many at a time, and answered in their order', async () => {
  let [running, most] = [0, 0];
  const began: number[] = [];
  const done = await inTurn([30, 10, 20, 1], 2, async (milliseconds) => {
    began.push(milliseconds);
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    running--;
    return -milliseconds;
  });
  expect(done).toEqual([-30, -10, -20, -1]);
  expect(began).toEqual([30, 10, 20, 1]);
  expect(most).toBe(2);
});
