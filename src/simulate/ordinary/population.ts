import { DAY, timeOfDay, WEEK, weekday } from '../calendar.ts';
import type { Decoy } from '../event.ts';
import type { Life, Part, Traits } from '../part.ts';
import type { Random, Stream } from '../random.ts';
import { PART, type World } from '../world/world.ts';
import { type Person, personLife, personTraits } from './person.ts';

/** What every part has alike; a part gives the rest and overrides what is special about it. */
export const partBase = (world: World, label: string, part: number) => {
  const stream = world.root.child('part', label);
  return {
    label,
    stream,
    exists: (): boolean => true,
    accountId: (index: number): string => world.accountId(part, index),
    random: (index: number, day: number, slot: number): Random => stream.random('event', index, day, slot),
    usage: (index: number, life: Life, midnight: number): readonly number[] =>
      ordinaryUsage(stream.random('day', index, midnight / DAY), life, midnight),
  };
};

/** Sessions of a day by the weekly and daily rhythm. */
export const ordinaryUsage = (random: Random, life: Life, midnight: number): readonly number[] => {
  const mean = life.sessionsPerDay * WEEK[life.shape][weekday(midnight)]!;
  const count = Math.min(4, random.poisson(mean));
  return Array.from({ length: count }, () => timeOfDay(random, midnight, life.shape, life.offset));
};

const innocent = (decoy: Decoy | null) => ({ group: null, campaign: null, skill: null, decoy });

/** An innocent part in which everyone is a person with small differences. */
export const personPart = (
  world: World,
  options: {
    label: string;
    part: number;
    size: number;
    decoy: Decoy | null;
    exists?: (index: number) => boolean;
    homeOf?: (index: number) => number;
    life?: (person: Person) => Life;
    traits?: (person: Person) => Traits;
    usage?: (index: number, life: Life, midnight: number, stream: Stream) => readonly number[];
  },
): Part => {
  const { stream, ...base } = partBase(world, options.label, options.part);
  const person = (index: number): Person => ({
    world,
    stream,
    index,
    part: options.part,
    home: world.networks.home(world.homeNumber(options.part, options.homeOf?.(index) ?? index)),
  });
  const truth = innocent(options.decoy);
  const { life = personLife, traits = personTraits, usage, exists } = options;
  return {
    ...base,
    size: options.size,
    exists: exists ?? base.exists,
    truth: () => truth,
    life: (index) => life(person(index)),
    traits: (index) => traits(person(index)),
    usage: usage ? (index, itsLife, midnight) => usage(index, itsLife, midnight, stream) : base.usage,
  };
};

/** First day from `day` on (of the scenario) that is a working day, epoch milliseconds of its midnight. */
export const workingDay = (world: World, day: number): number => {
  const midnight = world.start + day * DAY;
  const late = weekday(midnight) - 4;
  return late > 0 ? midnight + (3 - late) * DAY : midnight;
};

export const population = (world: World): Part =>
  personPart(world, {
    label: 'population',
    part: PART.population,
    size: world.scenario.population.accounts,
    decoy: null,
  });
