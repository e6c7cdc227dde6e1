import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './measure.ts';

/** What seeds of populations gave, a file each, so that hours of measuring can be done in parts and told together. */
export interface KeptFigures {
  write(population: string, seed: number, measured: Measured): void;
  /** Throws where nothing was kept of it, and where that was measured at another share of the size. */
  read(population: string, seed: number): Measured;
}

export const keptFigures = (folder: string, scale: number): KeptFigures => {
  const fileOf = (population: string, seed: number): string => join(folder, `${population}-${seed}.json`);
  return {
    write(population, seed, measured) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(fileOf(population, seed), `${JSON.stringify({ scale, ...measured }, null, 1)}\n`);
    },
    read(population, seed) {
      const file = fileOf(population, seed);
      const { scale: its, ...measured } = JSON.parse(readFileSync(file, 'utf8')) as Measured & { scale: number };
      if (its !== scale) throw new Error(`${file} was measured at ${its} of the size: say --scale ${its}`);
      return measured;
    },
  };
};
