import { namedScenario, type Scenario, scaled, scenario } from '../../src/simulate/index.ts';

/** A population by which detection is judged. */
export interface Population {
  readonly name: string;
  /** What is to be reached, for people; nothing here is checked against it. */
  readonly bar: string;
  readonly scenario: (options: { readonly seed: number; readonly scale: number }) => Scenario;
  /** Looked at with identifiers alone beside everything. */
  readonly identifiersAlone?: true;
  /** Measured: how many accounts keep their ring's id when the newest hundredth of the events comes in. */
  readonly stability?: true;
}

const named = (name: Parameters<typeof namedScenario>[0]): Pick<Population, 'name' | 'scenario'> => ({
  name,
  scenario: (options) => namedScenario(name, options),
});

/** The populations of the quality table, in its order. */
export const POPULATIONS: readonly Population[] = [
  { ...named('ordinary-100k'), bar: '≤ 1 false ring, ≤ 10 innocents flagged' },
  { ...named('lazy-mid'), bar: 'P ≥ .99, R ≥ .97' },
  { ...named('careful'), bar: 'P ≥ .97, R ≥ .85', identifiersAlone: true },
  { ...named('hydra'), bar: 'P ≥ .97, R ≥ .85' },
  { ...named('camouflage'), bar: 'P ≥ .97, R ≥ .85' },
  { ...named('framing'), bar: 'P ≥ .97, R ≥ .85; victims: 0 core, ≤ 1 % fringe' },
  { ...named('seed-campaign'), bar: 'P ≥ .99, R ≥ .95, as one; surfaced before 10 %' },
  {
    name: 'stability',
    bar: '≥ .99 of accounts keep their ring id after 1 % new events',
    // Rings of every skill that leaves identifiers, and of the one that leaves none, in one population.
    scenario: ({ seed, scale }) => {
      const [lazyMid, careful] = [namedScenario('lazy-mid'), namedScenario('careful')];
      return scaled(scenario({ ...lazyMid, seed, campaigns: [...lazyMid.campaigns, ...careful.campaigns] }), scale);
    },
    stability: true,
  },
];

/** Throws with the names that there are. */
export const populationNamed = (name: string): Population => {
  const found = POPULATIONS.find((population) => population.name === name);
  if (found !== undefined) return found;
  throw new Error(
    `no population ${name}: must be among ${POPULATIONS.map((population) => population.name).join(', ')}`,
  );
};

/**
 * Seeds of the figures that are reported, in the order in which fewer of them are taken. They are for reporting only: nobody who
 * changes the engine or the simulator may look at what they give. Development uses --seeds 1,2.
 */
export const REPORTED_SEEDS: readonly number[] = [57_721, 66_260, 75_025, 86_243, 93_187];
