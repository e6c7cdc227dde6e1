/** One population with one seed in a process of its own, so that its memory goes with it. Started by bench/quality.ts. */
import { engineConfig } from '../../src/engine/index.ts';
import { measure } from './measure.ts';
import { POPULATIONS } from './populations.ts';

/** Steps that took so many seconds are told at once: a million accounts take their time. */
const LONG = 30;

const { population: name, config, ...options } = JSON.parse(process.argv[2]!);
const population = POPULATIONS.find((one) => one.name === name)!;
const measured = measure(population, { ...options, config: engineConfig.parse(config) }, (step, seconds) => {
  if (seconds >= LONG) console.error(`${name}, seed ${options.seed}: ${step} took ${seconds.toFixed(0)} s`);
});
console.log(JSON.stringify(measured));
