import type { Decoy, SimulatedEvent, TruthRow } from '../../src/simulate/event.ts';
import { type ScenarioInput, scenario, simulate, truth } from '../../src/simulate/index.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Every decoy of a scenario switched off but the named ones. */
export const onlyDecoys = (kept: NonNullable<ScenarioInput['decoys']>): NonNullable<ScenarioInput['decoys']> => {
  const { decoys } = scenario();
  const off = Object.fromEntries(Object.keys(decoys).map((name) => [name, { enabled: false }]));
  return { ...off, ...kept };
};

export interface Population {
  readonly rows: ReadonlyMap<string, TruthRow>;
  readonly events: readonly SimulatedEvent[];
  of(kind: Decoy | null): readonly SimulatedEvent[];
  ofCampaign(name: string): readonly SimulatedEvent[];
}

export const populationOf = (input: ScenarioInput): Population => {
  const parsed = scenario(input);
  const rows = new Map([...truth(parsed)].map((row) => [row.account, row]));
  const events = [...simulate(parsed)];
  return {
    rows,
    events,
    of: (kind) =>
      events.filter(({ account }) => rows.get(account)!.campaign === null && rows.get(account)!.decoy === kind),
    ofCampaign: (name) => events.filter(({ account }) => rows.get(account)!.campaign === name),
  };
};

/** Value → accounts, for one signal type. */
export const sharers = (from: readonly SimulatedEvent[], type: string): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { account, signals } of from) {
    for (const signal of signals) {
      if (signal.type !== type) continue;
      const accounts = found.get(signal.value) ?? new Set();
      found.set(signal.value, accounts.add(account));
    }
  }
  return found;
};

/** How many accounts share each value of a type, most first. */
export const sizes = (from: readonly SimulatedEvent[], type: string): readonly number[] =>
  [...sharers(from, type).values()].map((set) => set.size).sort((left, right) => right - left);

export const accountsIn = (from: readonly SimulatedEvent[]): ReadonlySet<string> =>
  new Set(from.map(({ account }) => account));

export const signalOf = ({ signals }: SimulatedEvent, type: string): string | undefined =>
  signals.find((signal) => signal.type === type)?.value;

/** Largest share of the accounts that sign up within any `span` milliseconds. */
export const burst = (from: readonly SimulatedEvent[], span: number): number => {
  const times = from.filter(({ kind }) => kind === 'signup').map(({ time }) => Date.parse(time));
  let first = 0;
  let most = 0;
  times.forEach((time, index) => {
    while (times[first]! < time - span) first++;
    most = Math.max(most, index - first + 1);
  });
  return most / times.length;
};
