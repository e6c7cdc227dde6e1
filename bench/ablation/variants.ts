import { z } from 'zod';
import { type EngineConfig, engineConfig, type ObservationColumns } from '../../src/engine/index.ts';
import {
  identifiersAlone,
  withoutCreation,
  withoutFamily,
  withoutRequests,
  withoutWindows,
} from '../support/less-columns.ts';
import type { Windows } from '../support/simulated-columns.ts';
import type { SimulatedPopulation } from '../support/simulated-population.ts';

/** One way of running the engine otherwise than by its defaults. */
export interface Variant {
  readonly name: string;
  readonly config: EngineConfig;
  /** The observations, where they are others than those of the population. */
  readonly columns?: (population: SimulatedPopulation) => ObservationColumns;
}

const HOUR = 3600;
/** Of an hour, reckoned within the same thirds of the day: three times the hour, and the third that it is in. */
const OF_AN_HOUR: Windows = {
  of(seconds) {
    const hour = Math.floor(seconds / HOUR);
    return 3 * hour + Math.floor((hour % 24) / 8);
  },
  most: Number.POSITIVE_INFINITY,
};
const OF_A_DAY: Windows = { of: (seconds) => 3 * Math.floor(seconds / (24 * HOUR)), most: Number.POSITIVE_INFINITY };

type Settings = { readonly [key: string]: unknown };

const merged = (base: Settings, patch: Settings): Settings => {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const under = result[key];
    result[key] = isSettings(value) && isSettings(under) ? merged(under, value) : value;
  }
  return result;
};

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Each stage of the engine, and each kind of observation, switched off by itself. */
export const ablations = (base: EngineConfig): readonly Variant[] => {
  const off = (name: string, patch: Settings): Variant => ({ name, config: engineConfig.parse(merged(base, patch)) });
  const without = (what: string, less: (columns: ObservationColumns) => ObservationColumns): Variant => ({
    name: `observations without ${what}`,
    config: base,
    columns: ({ columns }) => less(columns),
  });
  return [
    ...Object.keys(base.score)
      .filter((weight) => weight !== 'intercept')
      .map((weight) => off(`score without ${weight}`, { score: { [weight]: 0 } })),
    off('hubs dropped', { hubFactor: { benign: 0, organic: 0, anomalous: 0 } }),
    off('hubs without classes', { hubFactor: { benign: 1, organic: 1, anomalous: 1 } }),
    off('no burst lift', { burstLift: 0 }),
    off('no bits lost to very active accounts', { maxActivityBits: 0 }),
    off('fringe kept', { fringeShare: 0 }),
    off('one level of communities', { maxDepth: 1 }),
    off('never in parts for being separate', { separation: 1 }),
    off('always in parts', { separation: 0 }),
    off('Leiden, modularity', { community: 'leiden' }),
    off('Leiden, constant Potts model', { community: 'leiden-cpm' }),
    without('times of use', withoutWindows),
    without('usage', withoutRequests),
    without('creation', withoutCreation),
    without('behaviour', identifiersAlone),
    without('network', withoutFamily('network')),
  ];
};

/** Windows of other widths than the graph's, as many as there are. */
export const widths = (config: EngineConfig): readonly Variant[] => [
  { name: 'windows of an hour', config, columns: (population) => population.inWindows(OF_AN_HOUR) },
  { name: 'windows of a day', config, columns: (population) => population.inWindows(OF_A_DAY) },
];

/** Every number among the options, a share less and a share more, within what the option may be. */
export const sensitivities = (base: EngineConfig, by: number): readonly Variant[] =>
  [...numbersOf(base, z.toJSONSchema(engineConfig, { io: 'input' }) as Schema, [])]
    .filter(({ path }) => path.join('.') !== 'seed')
    .flatMap(({ path, value, schema }) =>
      [1 - by, 1 + by].flatMap((factor): Variant[] => {
        const changed = allowed(value * factor, schema);
        if (changed === value) return [];
        const patch = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), changed) as Settings;
        const rounded = Math.round(changed * 1e4) / 1e4;
        return [{ name: `${path.join('.')} ${value} → ${rounded}`, config: engineConfig.parse(merged(base, patch)) }];
      }),
    );

interface Schema {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
}

function* numbersOf(
  settings: Settings,
  schema: Schema,
  path: readonly string[],
): Generator<{ path: readonly string[]; value: number; schema: Schema }> {
  for (const [key, value] of Object.entries(settings)) {
    const its = schema.properties?.[key] ?? {};
    if (typeof value === 'number') yield { path: [...path, key], value, schema: its };
    else if (isSettings(value)) yield* numbersOf(value, its, [...path, key]);
  }
}

const allowed = (value: number, { type, minimum = -Infinity, maximum = Infinity }: Schema): number => {
  const whole = type === 'integer' ? Math.round(value) : value;
  return Math.min(maximum, Math.max(minimum, whole));
};
