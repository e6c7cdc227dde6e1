import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { ObservationColumns, SignalTypeProfile } from '../../src/engine/input/columns.ts';
import { type ColumnsBuilder, columnsBuilder } from '../../src/engine/input/columns-builder.ts';

/** A population of six weeks with known groups, as the engine's columns; times in epoch seconds. */
export interface EnginePopulation {
  readonly columns: ObservationColumns;
  /** Members of each group by its name (`lazy`, `office`, `household-3`, …). */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Sizes of its groups; none of a group that is not named. */
export interface PopulationOptions {
  readonly seed?: number;
  readonly ordinary?: number;
  readonly lazy?: number;
  readonly mid?: number;
  readonly careful?: number;
  readonly office?: number;
  /** Pupils with the same two prompts in one hour, most of them signed up for it. */
  readonly class?: number;
  /** Households of 2, 3 and 4; every fourth of them signs up in one evening. */
  readonly households?: number;
  /** Ordinary accounts that are behind one address. */
  readonly cgnat?: number;
  readonly pipelines?: number;
  /** Persons with 3 to 6 accounts on one device. */
  readonly persons?: number;
  /** Accounts that sign up within one hour after a press report. */
  readonly press?: number;
}

export const POPULATION_TYPES: readonly SignalTypeProfile[] = [
  { name: 'payment_instrument', kind: 'identifier', family: 'payment', strength: 1 },
  { name: 'ip', kind: 'identifier', family: 'network', strength: 0.5 },
  { name: 'device', kind: 'identifier', family: 'device', strength: 0.9 },
  { name: 'prompt', kind: 'behaviour', family: 'prompt', strength: 0.6 },
  { name: 'user_agent', kind: 'behaviour', family: 'client', strength: 0.2 },
];

export const START = 1_750_000_000;
export const DAY = 86_400;
const DAYS = 42;
const WINDOW = 8 * 3600;

export interface Dice {
  next(): number;
  /** Integer in 0 .. bound − 1. */
  below(bound: number): number;
  chance(p: number): boolean;
}

export const dice = (seed: number): Dice => {
  const generator = xoroshiro128plus(seed);
  const next = (): number => uniformFloat64(generator);
  return { next, below: (bound) => Math.floor(next() * bound), chance: (p) => next() < p };
};

interface Life {
  readonly id: string;
  readonly created: number;
  /** Times of use, ascending, the first of them the creation. */
  readonly times: readonly number[];
}

/** Shows a signal at the given times, each in its 8-hour window. */
export const show = (
  builder: ColumnsBuilder,
  id: string,
  type: string,
  value: string,
  times: readonly number[],
): void => {
  if (times.length === 0) return;
  const windows = times.map((time) => Math.floor(time / WINDOW));
  builder.add(id, `${type}:${value}`, type, times.length, Math.min(...times), Math.max(...times), windows);
};

export const enginePopulation = (options: PopulationOptions): EnginePopulation => {
  const random = dice(options.seed ?? 1);
  const builder = columnsBuilder();
  const groups = new Map<string, string[]>();
  let serial = 0;
  const each = (count: number | undefined, work: (i: number) => void): void => {
    for (let i = 0; i < (count ?? 0); i++) work(i);
  };
  const anyTime = (): number => START + random.below(DAYS * DAY);
  const some = (times: readonly number[], share: number): number[] =>
    times.filter((_, i) => i === 0 || random.chance(share));

  const begin = (group: string, at: number, activeDays: number, hour = 7 + random.below(15)): Life => {
    const created = Math.floor(at);
    const id = `acct-${(serial++).toString().padStart(6, '0')}-${random.below(1e6)}`;
    const end = START + DAYS * DAY;
    const times = [created];
    each(activeDays, () => {
      const day = created + random.next() * (end - created);
      const time = Math.floor(day / DAY) * DAY + hour * 3600 + random.below(3 * 3600);
      if (time > created && time < end) times.push(time);
    });
    builder.account(id, { createdAt: created, requests: 20 + random.below(1000) });
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [id]);
    else members.push(id);
    return { id, created, times: times.sort((a, b) => a - b) };
  };
  const has = (life: Life, type: string, value: string, times: readonly number[] = life.times): void =>
    show(builder, life.id, type, value, times);

  /** What everybody does: popular prompts by Zipf's law, some of one's own, one client. */
  const habits = (life: Life): void => {
    has(life, 'user_agent', `browser-${Math.floor(random.next() ** 2 * 12)}`);
    each(random.below(6), () =>
      has(life, 'prompt', `library-${Math.floor(300 ** random.next())}`, some(life.times, 0.2)),
    );
    each(random.below(4), (i) => has(life, 'prompt', `own-${life.id}-${i}`, some(life.times, 0.4)));
  };
  const ownThings = (life: Life): void => {
    if (random.chance(0.85)) has(life, 'payment_instrument', `card-${life.id}`, [life.created]);
    each(1 + random.below(2), (i) => has(life, 'device', `device-${life.id}-${i}`));
  };
  const ownAddresses = (life: Life): void => {
    has(life, 'ip', `home-${life.id}`);
    each(random.below(4), () => has(life, 'ip', `cell-${random.below(400)}`, some(life.times, 0.2)));
  };
  const ordinary = (group: string, created: number, activeDays: number): Life => {
    const life = begin(group, created, activeDays);
    ownThings(life);
    ownAddresses(life);
    habits(life);
    return life;
  };

  each(options.ordinary, (i) => {
    const life = ordinary('ordinary', anyTime(), 1 + Math.floor(20 ** random.next()));
    if (i < (options.cgnat ?? 0)) has(life, 'ip', 'cgnat', some(life.times, 0.6));
  });
  each(options.press, () => ordinary('press', START + 20 * DAY + random.below(3600), random.below(4)));
  each(options.households, (h) => {
    const evening = anyTime();
    each(2 + (h % 3), () => {
      const life = begin(`household-${h}`, h % 4 === 0 ? evening + random.below(3 * 3600) : anyTime(), 8);
      has(life, 'payment_instrument', `family-card-${h}`, [life.created]);
      has(life, 'ip', `family-ip-${h}`);
      has(life, 'device', `family-device-${h}`, some(life.times, 0.5));
      habits(life);
    });
  });
  each(options.persons, (p) => {
    each(3 + (p % 4), () => {
      const life = begin(`person-${p}`, anyTime(), 3);
      has(life, 'device', `person-device-${p}`);
      has(life, 'ip', `person-ip-${p}`);
      has(life, 'payment_instrument', `person-card-${p}`, [life.created]);
      habits(life);
    });
  });
  each(options.office, () => {
    const clump = random.chance(0.35) ? 9 * 3600 + random.below(8 * 3600) : random.next() ** 1.3 * 28 * DAY;
    const life = begin('office', START + 8 * DAY + clump, 15, 9 + random.below(7));
    has(life, 'payment_instrument', 'company-card', [life.created]);
    has(life, 'ip', 'egress');
    has(life, 'device', `laptop-${life.id}`);
    if (random.chance(0.5)) has(life, 'prompt', `handbook-${random.below(4)}`, some(life.times, 0.3));
    habits(life);
  });
  const lesson = START + 15 * DAY + 10 * 3600;
  each(options.class, () => {
    const life = ordinary('class', random.chance(0.7) ? lesson + random.below(900) : START + random.below(15 * DAY), 2);
    for (const part of ['a', 'b']) has(life, 'prompt', `exercise-${part}`, [lesson + 900 + random.below(2700)]);
    has(life, 'ip', 'campus', [lesson + 900]);
  });
  each(options.pipelines, () => {
    const life = begin('pipelines', anyTime(), 0);
    const nights = Array.from({ length: DAYS }, (_, d) => START + d * DAY + 3 * 3600).filter((t) => t > life.created);
    for (const job of ['lint', 'review', 'notes']) has(life, 'prompt', `action-${job}`, nights);
    has(life, 'ip', `runner-${random.below(30)}`, nights);
    has(life, 'user_agent', 'action-client', nights);
    ownThings(life);
  });

  each(options.lazy, () => {
    const life = begin('lazy', START + 20 * DAY + random.below(3 * DAY), 12);
    has(life, 'payment_instrument', `lazy-card-${random.below(5)}`, [life.created]);
    each(2, () => has(life, 'ip', `lazy-ip-${random.below(8)}`, some(life.times, 0.5)));
    has(life, 'device', `lazy-device-${life.id}`);
    has(life, 'user_agent', 'browser-0');
    each(2, () => has(life, 'prompt', `lazy-template-${random.below(4)}`, some(life.times, 0.6)));
  });
  each(options.mid, (i) => {
    const life = begin('mid', START + 14 * DAY + random.below(9 * DAY), 12);
    has(life, 'payment_instrument', `mid-card-${Math.floor(i / 3)}`, [life.created]);
    has(life, 'device', `mid-device-${random.below(Math.ceil(options.mid! / 5))}`);
    each(3, () => has(life, 'ip', `proxy-${random.below(200)}`, some(life.times, 0.4)));
    each(3, () => has(life, 'prompt', `mid-template-${random.below(10)}`, some(life.times, 0.5)));
    habits(life);
  });
  const evenings = Array.from({ length: 14 }, (_, i) => START + (18 + i + (i % 3)) * DAY + 20 * 3600);
  each(options.careful, () => {
    const life = ordinary('careful', START + random.next() * 18 * DAY, 8);
    each(4, () => {
      const worked = evenings.filter(() => random.chance(0.5)).map((time) => time + random.below(2 * 3600));
      has(life, 'prompt', `careful-template-${random.below(8)}`, worked);
    });
  });
  return { columns: builder.build(POPULATION_TYPES), groups };
};

/** How the members of reported rings match the named groups: every other group is innocent. */
export const flagged = (
  rings: readonly { readonly members: readonly { readonly account: string }[] }[],
  groups: ReadonlyMap<string, readonly string[]>,
  campaigns: readonly string[],
): { precision: number; recall: number; innocents: ReadonlyMap<string, number> } => {
  const groupOf = new Map<string, string>();
  for (const [name, members] of groups) for (const id of members) groupOf.set(id, name);
  const wanted = campaigns.reduce((sum, name) => sum + (groups.get(name)?.length ?? 0), 0);
  const found = new Set(rings.flatMap((ring) => ring.members.map((member) => member.account)));
  const innocents = new Map<string, number>();
  let right = 0;
  for (const id of found) {
    const group = groupOf.get(id) ?? 'unknown';
    if (campaigns.includes(group)) right++;
    else innocents.set(group, (innocents.get(group) ?? 0) + 1);
  }
  return { precision: found.size === 0 ? 1 : right / found.size, recall: wanted === 0 ? 1 : right / wanted, innocents };
};
