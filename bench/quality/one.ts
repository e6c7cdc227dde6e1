/** One population with one seed in a process of its own, so that its memory goes with it. Started by bench/quality.ts. */
import { engineConfig } from '../../src/engine/index.ts';
import { measure } from './measure.ts';
import { POPULATIONS } from './populations.ts';

const { population: name, config, ...options } = JSON.parse(process.argv[2]!);
const population = POPULATIONS.find((one) => one.name === name)!;
console.log(JSON.stringify(measure(population, { ...options, config: engineConfig.parse(config) })));
