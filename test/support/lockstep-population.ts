import { columnsBuilder } from '../../src/engine/input/columns-builder.ts';
import { DAY, dice, type EnginePopulation, POPULATION_TYPES, START, show } from './engine-population.ts';

const DAYS = 60;
const HOUR = 3600;

/** What of the lockstep is undone. */
export interface LockstepOptions {
  readonly ordinary?: number;
  /** Groups of 12 in lockstep. */
  readonly groups?: number;
  /** Moves every account's whole history by some days of its own: its rhythm stays, the lockstep is gone. */
  readonly shuffled?: boolean;
}

/**
 * People who share nothing, among them groups of 12 (`steps-0`, …) that are made one after another within half an hour, work on the same
 * fifteen of thirty days and use nearly the same amount; a crowd of 300 that signs up in one hour (`press`), and 200 pipelines that run every night
 * on the same minute, alike in volume (`nightly`). Nobody shares any signal with anybody but a client's name.
 */
export const lockstepPopulation = (seed: number, options: LockstepOptions = {}): EnginePopulation => {
  const { ordinary = 3000, groups: count = 6, shuffled = false } = options;
  const random = dice(seed);
  const builder = columnsBuilder();
  const groups = new Map<string, string[]>();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

  const account = (group: string, times: readonly number[], requestsPerDay: number): void => {
    const moved = shuffled ? DAY * (random.below(2 * DAYS) - DAYS) : 0;
    const at = times.map((time) => time + moved).sort((x, y) => x - y);
    const id = `${group}.${groups.get(group)?.length ?? 0}`;
    groups.set(group, [...(groups.get(group) ?? []), id]);
    const days = Math.max(1, (at.at(-1)! - at[0]!) / DAY);
    builder.account(id, { createdAt: at[0]!, requests: Math.max(1, Math.round(requestsPerDay * days)) });
    show(builder, id, 'device', `device-${id}`, at);
    show(builder, id, 'payment_instrument', `card-${id}`, [at[0]!]);
    show(builder, id, 'user_agent', `client-${random.below(20)}`, at);
  };
  /** Comes back as people do: at its own time of day, more or less often. */
  const person = (group: string, created: number): void => {
    const [often, hour] = [random.next() ** 2, 7 + random.below(15)];
    const times = [created];
    for (let day = Math.ceil(created / DAY); day < START / DAY + DAYS; day++)
      if (random.chance(often * (day % 7 < 2 ? 0.5 : 1))) times.push(day * DAY + hour * HOUR + random.below(HOUR));
    account(group, times, 20 * Math.exp(1.5 * normal()));
  };

  for (let i = 0; i < ordinary; i++) person('ordinary', START + random.below(DAYS * DAY));
  for (let i = 0; i < 300; i++) person('press', START + 20 * DAY + random.below(HOUR));
  for (let i = 0; i < 200; i++) {
    const created = START + random.below(DAYS * DAY);
    const nights: number[] = [created];
    for (let day = Math.ceil(created / DAY); day < START / DAY + DAYS; day++) nights.push(day * DAY + 2 * HOUR);
    account('nightly', nights, 50 * (1 + 0.05 * normal()));
  }
  for (let g = 0; g < count; g++) {
    const begins = START + random.below(30 * DAY);
    const hour = random.below(24);
    const works = Array.from({ length: 30 }, (_, day) => day + 1).filter(() => random.chance(0.5));
    const volume = 20 * Math.exp(normal());
    for (let i = 0; i < 12; i++) {
      const created = begins + i * 150 + random.below(60);
      const evenings = works.filter(() => random.chance(0.95));
      const last = begins + 31 * DAY + hour * HOUR;
      account(
        `steps-${g}`,
        [created, ...evenings.map((day) => begins + day * DAY + hour * HOUR + random.below(HOUR)), last],
        volume * (1 + 0.01 * normal()),
      );
    }
  }
  return { columns: builder.build(POPULATION_TYPES), groups };
};
