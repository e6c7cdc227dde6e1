import { columnsBuilder } from '../../src/engine/input/columns-builder.ts';
import { DAY, dice, type EnginePopulation, POPULATION_TYPES, START, show } from './engine-population.ts';

const DAYS = 42;
const HOUR = 3600;
const MEMBERS = 60;

/** Groups of one hand, and the innocent group that shares as much as each of them: by name. */
export const LOOK_ALIKES = [
  { ring: 'star', innocent: 'firm' },
  { ring: 'steered', innocent: 'audience' },
  { ring: 'farm', innocent: 'course' },
  { ring: 'desk', innocent: 'class' },
] as const;

/** The same, but that accounts of rings use amounts as far apart as this: the most over the least, log-uniform between them. */
export const unevenly = ({ columns, groups }: EnginePopulation, spread: number, seed: number): EnginePopulation => {
  const random = dice(seed);
  const ofRings = new Set(LOOK_ALIKES.flatMap(({ ring }) => groups.get(ring)!));
  const requests = columns.requests.map((own, i) =>
    ofRings.has(columns.accounts[i]!) ? Math.ceil(own * spread ** (random.next() - 0.5)) : own,
  );
  return { columns: { ...columns, requests }, groups };
};

/**
 * Pairs of groups of 60 that share the same kinds of things, of which one is a ring: all on one card (a firm's seats; accounts of a script that
 * runs through them in one evening), the same prompts in the same hours and nothing else (people who follow releases; accounts that
 * are steered), devices and tasks (pupils in the lab of their course; a farm of devices), the same wordings in the same hours by accounts that were made
 * together and use equally much (pupils at home, each of whom does each exercise once; accounts that work with them for weeks). Among 3,000 others.
 */
export const lookAlikes = (seed: number): EnginePopulation => {
  const random = dice(seed);
  const builder = columnsBuilder();
  const groups = new Map<string, string[]>();
  const each = (count: number, work: (i: number) => void): void => {
    for (let i = 0; i < count; i++) work(i);
  };
  /** People differ by orders of magnitude in how much they use; what a script deals out is near-equal. */
  const unlike = (): number => Math.ceil(10 * 10 ** (3 * random.next()));
  const alike = (most = 440): number => Math.ceil(most / 1.1) + random.below(Math.floor(most / 11));
  const use = (created: number, times: number): number[] =>
    Array.from({ length: times }, () => created + random.below(START + DAYS * DAY - created)).sort((x, y) => x - y);

  const join = (group: string, created: number, requests: number, times = use(created, 4 + random.below(20))) => {
    const id = `${group}-${groups.get(group)?.length ?? 0}`;
    groups.set(group, [...(groups.get(group) ?? []), id]);
    builder.account(id, { createdAt: created, requests });
    const has = (type: string, value: string, at: readonly number[] = times): void =>
      show(builder, id, type, value, at);
    const lives = (own: readonly string[] = ['payment_instrument', 'device', 'ip']): void => {
      for (const type of own) has(type, `${type}-of-${id}`);
      each(3, (i) => has('prompt', `own-${id}-${i}`, [times[random.below(times.length)]!]));
      has('prompt', `popular-${Math.floor(200 ** random.next())}`, [times[0]!]);
    };
    return { has, lives, times };
  };
  const anyDay = (): number => START + random.below((DAYS - 7) * DAY);

  each(3000, () => join('ordinary', anyDay(), unlike()).lives());

  each(MEMBERS, () => {
    const seat = join('firm', START + 20 * DAY + random.below(HOUR), unlike());
    seat.lives(['device', 'ip']);
    seat.has('payment_instrument', 'firm-card');
  });
  each(MEMBERS, (i) => {
    const evening = START + 25 * DAY + 18 * HOUR;
    const one = join('star', evening + i * 30, alike(), [evening + i * 30, evening + 2 * HOUR + i * 30]);
    one.lives(['device', 'ip']);
    one.has('payment_instrument', 'star-card');
    each(3, (task) => one.has('prompt', `star-${task}`));
  });

  const releases = Array.from({ length: 10 }, (_, i) => START + (3 + 3 * i) * DAY + 17 * HOUR);
  const follows = (account: ReturnType<typeof join>, what: string): void =>
    releases.forEach((at, i) => {
      if (random.chance(0.7)) account.has('prompt', `${what}-${i}`, [at + random.below(2 * HOUR)]);
    });
  each(MEMBERS, () => {
    const fan = join('audience', anyDay(), unlike());
    fan.lives();
    follows(fan, 'release');
  });
  each(MEMBERS, () => {
    const one = join('steered', START + random.below(3 * DAY), alike());
    one.lives();
    follows(one, 'steered');
  });

  const lessons = Array.from({ length: 5 }, (_, week) => START + (2 + 7 * week) * DAY + 10 * HOUR);
  each(MEMBERS, (i) => {
    const ownsNothing = i % 2 === 0;
    const pupil = join('course', lessons[0]! + random.below(HOUR), unlike());
    pupil.lives();
    pupil.has('ip', 'campus', lessons);
    lessons.forEach((at, week) => {
      each(2, (i) => pupil.has('prompt', `lesson-${week}-${i}`, [at + random.below(HOUR)]));
      if (ownsNothing) pupil.has('device', `lab-${random.below(12)}`, [at + random.below(HOUR)]);
    });
  });
  each(MEMBERS, (i) => {
    const one = join('farm', START + 10 * DAY + random.below(4 * DAY), alike(), use(START + 14 * DAY, 30));
    one.has('payment_instrument', `card-of-farm-${i}`);
    one.has('device', `farm-${i % 12}`);
    each(4, () => one.has('ip', `exit-${random.below(300)}`));
    each(6, () => one.has('prompt', `task-${random.below(20)}`));
  });

  const exercises = Array.from({ length: 20 }, (_, i) => START + (4 + 3 * Math.floor(i / 2)) * DAY + 16 * HOUR);
  each(MEMBERS, () => {
    const pupil = join('class', START + 3 * DAY + random.below(12 * HOUR), alike(88));
    pupil.lives();
    exercises.forEach((at, i) => {
      if (random.chance(0.9)) pupil.has('prompt', `exercise-${i}`, [at + random.below(2 * HOUR)]);
    });
  });
  const shifts = Array.from({ length: 8 }, (_, i) => START + (4 + 4 * i) * DAY + 16 * HOUR);
  each(MEMBERS, () => {
    const one = join('desk', START + 3 * DAY + random.below(12 * HOUR), alike(2200));
    one.lives();
    each(5, (i) => {
      const worked = shifts.filter(() => random.chance(0.5));
      one.has(
        'prompt',
        `wording-${i}`,
        worked.map((at) => at + random.below(2 * HOUR)),
      );
    });
  });

  return { columns: builder.build(POPULATION_TYPES), groups };
};
