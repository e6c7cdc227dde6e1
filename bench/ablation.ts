/**
 * What is each part of the engine worth, and how much hangs on its settings? `npm run bench:ablation [-- --only stages,widths,sensitivity
 * --named prevalence --seeds 1,2 --scale .2 --by .3 --populations stability,camouflage --config engine.yaml]`
 *
 * Some of the populations of docs/quality.md, smaller, found again and again: by the defaults; with each stage of the engine or each kind
 * of observation switched off; with windows of other widths; with each number among the options a share less and more. Figures are over all the
 * populations and seeds together. These are seeds of development, not those by which quality is reported. `--named` runs but those whose name has that
 * text in it, beside the base; `--config` has other settings than the defaults to begin at (YAML or JSON, the keys under `detection.engine`).
 */
import { parseArgs } from 'node:util';
import { detect } from '../src/engine/index.ts';
import { ablations, sensitivities, type Variant, widths } from './ablation/variants.ts';
import { ringClusters } from './quality/found.ts';
import { figuresOf } from './quality/metrics/figures.ts';
import { isPositive } from './quality/metrics/truth.ts';
import { engineSettings } from './support/engine-settings.ts';
import { type Figures, report } from './support/report.ts';
import { simulatedPopulation } from './support/simulated-population.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'stages,widths,sensitivity' },
    populations: { type: 'string', default: 'ordinary-100k,stability,hydra,camouflage,framing' },
    seeds: { type: 'string', default: '1' },
    scale: { type: 'string', default: '.2' },
    by: { type: 'string', default: '.3' },
    named: { type: 'string', default: '' },
    config: { type: 'string' },
  },
});

const cases = values.populations
  .split(',')
  .flatMap((name) =>
    values.seeds.split(',').map((seed) => simulatedPopulation(name, Number(seed), Number(values.scale))),
  );

/** Over all cases: precision and recall of flags, mean F1 of pairs where there are rings, false rings, innocents. */
const figures = ({ config, columns: change }: Omit<Variant, 'name'>) => {
  let [right, flagged, positives, falseRings, innocents, f1, ringed] = [0, 0, 0, 0, 0, 0, 0];
  for (const population of cases) {
    const { columns, truth } = population;
    const clusters = ringClusters(detect(change?.(population) ?? columns, config).rings);
    const its = figuresOf(clusters, truth);
    const accounts = clusters.flat();
    flagged += accounts.length;
    right += accounts.length - its.innocentsFlagged;
    innocents += its.innocentsFlagged;
    falseRings += its.falseRings;
    for (const row of truth.values()) if (isPositive(row)) positives++;
    if (its.pair.f1 !== null) {
      f1 += its.pair.f1;
      ringed++;
    }
  }
  return {
    precision: flagged === 0 ? null : right / flagged,
    recall: positives === 0 ? null : right / positives,
    pairF1: ringed === 0 ? null : f1 / ringed,
    falseRings,
    innocents,
  };
};

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * 1e4) / 1e4);

const base = engineSettings(values.config);
const wanted = values.only.split(',');
const variants: readonly Variant[] = [
  { name: values.config === undefined ? 'defaults' : 'as configured', config: base },
  ...[
    ...(wanted.includes('stages') ? ablations(base) : []),
    ...(wanted.includes('widths') ? widths(base) : []),
    ...(wanted.includes('sensitivity') ? sensitivities(base, Number(values.by)) : []),
  ].filter(({ name }) => name.includes(values.named)),
];
const rows = variants.map((variant) => {
  const its = figures(variant);
  console.error(`${variant.name}: ${JSON.stringify(its)}`);
  return {
    variant: variant.name,
    ...its,
    precision: rounded(its.precision),
    recall: rounded(its.recall),
    pairF1: rounded(its.pairF1),
  };
});
console.log(`over ${values.populations} at ${values.scale} of their size, seeds ${values.seeds}`);
report('ablation', rows, Object.fromEntries(rows.map(({ variant, ...its }): [string, Figures] => [variant, its])));
