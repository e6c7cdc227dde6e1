import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptFigures } from '../../../bench/quality/kept.ts';
import { measure } from '../../../bench/quality/measure.ts';
import { populationNamed } from '../../../bench/quality/populations.ts';
import { engineConfig } from '../../../src/engine/index.ts';

test('what a seed gave is told again as it was, and at no other size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfence-kept-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const options = { seed: 1, scale: 0.005, config: engineConfig.parse({}), peers: true, surfacing: false };
  const measured = measure(populationNamed('careful'), options);
  keptFigures(join(folder, 'new'), 0.005).write('careful', 1, measured);
  const { read } = keptFigures(join(folder, 'new'), 0.005);
  expect(read('careful', 1)).toEqual(measured);
  expect(() => keptFigures(join(folder, 'new'), 1).read('careful', 1)).toThrow('say --scale 0.005');
  expect(() => read('careful', 2)).toThrow(/careful-2\.json/);
});
