import { parseArgs } from 'node:util';
import type { EngineConfig } from '../../src/engine/index.ts';
import { engineSettings } from '../support/engine-settings.ts';
import { POPULATIONS, type Population, populationNamed, REPORTED_SEEDS } from './populations.ts';

export interface QualityOptions {
  readonly populations: readonly Population[];
  readonly seeds: readonly number[];
  readonly scale: number;
  readonly config: EngineConfig;
  readonly peers: boolean;
  readonly surfacing: boolean;
  /** Processes at a time: 1, so that times and memory can be believed, unless only the quality matters. */
  readonly jobs: number;
  /** Folder to which what each seed gave is written, beside the tables; absent: nothing is kept. */
  readonly keep?: string;
  /** Folder with what `keep` wrote: it is told and nothing is measured, so that hours of work can be done in parts. */
  readonly kept?: string;
  /** Folder with CooRTweet's data. */
  readonly coortweet?: string;
  /** Folder for the pictures. */
  readonly pictures?: string;
}

/** Reads the command line. Throws with a sentence about what is wrong. */
export const qualityOptions = (args: readonly string[]): QualityOptions => {
  const { values } = parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      only: { type: 'string' },
      seeds: { type: 'string' },
      scale: { type: 'string', default: '1' },
      config: { type: 'string' },
      peers: { type: 'boolean', default: true },
      surfacing: { type: 'boolean', default: true },
      jobs: { type: 'string', default: '1' },
      keep: { type: 'string' },
      kept: { type: 'string' },
      coortweet: { type: 'string' },
      pictures: { type: 'string' },
    },
  });
  const { only, keep, kept, coortweet, pictures } = values;
  return {
    populations: only === undefined ? POPULATIONS : list(only).map(populationNamed),
    seeds: values.seeds === undefined ? REPORTED_SEEDS : list(values.seeds).map(wholeNumber),
    scale: positive(values.scale),
    config: engineSettings(values.config),
    peers: values.peers,
    surfacing: values.surfacing,
    jobs: Math.max(1, wholeNumber(values.jobs)),
    ...(keep === undefined ? {} : { keep }),
    ...(kept === undefined ? {} : { kept }),
    ...(coortweet === undefined ? {} : { coortweet }),
    ...(pictures === undefined ? {} : { pictures }),
  };
};

/** `--only none` runs no population: the comparison on real data alone. */
const list = (text: string): string[] => (text === 'none' ? [] : text.split(','));

const wholeNumber = (text: string): number => {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${text} must be a whole number`);
};

const positive = (text: string): number => {
  if (Number(text) > 0) return Number(text);
  throw new Error(`--scale ${text}: must be a number above 0`);
};
