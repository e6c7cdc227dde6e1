import { columnsBuilder, engineConfig, type ObservationColumns, type Ring } from '../../src/engine/index.ts';
import { buildIndex } from '../../src/engine/input/observation-index.ts';
import { basisOf } from '../../src/engine/match/basis.ts';
import type { RunBasis } from '../../src/engine/result.ts';
import { explain } from '../../src/engine/rings/evidence.ts';
import { groupDescriber } from '../../src/engine/rings/features.ts';
import { showings } from '../../src/engine/rings/shown.ts';
import { classHubs } from '../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../src/engine/weights/weights.ts';
import { type Dice, dice } from '../../test/support/engine-population.ts';

/** A population with rings that are known, weighed and explained by the engine; finding them is not what is measured with it. */
export interface RingedPopulation {
  readonly columns: ObservationColumns;
  readonly rings: readonly Ring[];
  readonly basis: RunBasis;
  /** Accounts in no ring. */
  readonly strangers: readonly string[];
}

/** The n-th address of the large ring. */
export const largeAddress = (n: number): string => `198.18.${n >> 8}.${n & 255}`;

const config = engineConfig.parse({});
const START = 1_767_571_200; // 5 January 2026
const DAY = 86_400;
const WINDOW = 28_800;

/**
 * One ring of `large` accounts (a card for 30, a device for 4, 300 addresses, 60 prompts), `small` rings of 10 to 70, and `ordinary`
 * accounts with things of their own and some prompts and addresses that many use.
 */
export const ringedPopulation = (sizes: {
  readonly large: number;
  readonly small: number;
  readonly ordinary: number;
  readonly seed: number;
}): RingedPopulation => {
  const random = dice(sizes.seed);
  const builder = columnsBuilder();
  const rings: string[][] = [];
  const strangers: string[] = [];
  const days = (count: number, from: number): number[] =>
    Array.from({ length: count }, () => from + random.below(30) * DAY + random.below(8) * 3600);
  const show = (id: string, type: string, value: string, times: readonly number[]): void =>
    builder.add(
      id,
      `${type}:${value}`,
      type,
      times.length,
      Math.min(...times),
      Math.max(...times),
      times.map((time) => Math.floor(time / WINDOW)),
    );

  /** A real address for every ring and number, so that a caller who names it in a body reaches the ring. */
  const address = (ring: number, n: number): string =>
    ring === 0 ? largeAddress(n) : `100.${64 + (ring >> 8)}.${ring & 255}.${n}`;

  const ring = (name: string, size: number, of: { cards: number; devices: number; ips: number; prompts: number }) => {
    const number = rings.length;
    const opened = START + random.below(30) * DAY;
    // Its accounts work on the same evenings, as those of a campaign do.
    const evenings = Array.from({ length: 12 }, (_, i) => opened + (3 + 2 * i) * DAY);
    const worked = (count: number): number[] =>
      Array.from({ length: count }, () => evenings[random.below(evenings.length)]! + random.below(7200));
    const one = (type: string, among: number): string => `${name}-${type}-${random.below(among)}`;
    rings.push(
      Array.from({ length: size }, (_, i) => {
        const id = `${name}-${i}`;
        const created = opened + random.below(5 * DAY);
        builder.account(id, { createdAt: created, requests: 1150 });
        show(id, 'payment_instrument', one('card', of.cards), [created]);
        show(id, 'device', one('device', of.devices), worked(4));
        for (let j = 0; j < 4; j++) show(id, 'ip', address(number, random.below(of.ips)), worked(3));
        for (let j = 0; j < 6; j++) show(id, 'prompt', one('prompt', of.prompts), worked(6));
        return id;
      }),
    );
  };
  ring('large', sizes.large, {
    cards: Math.ceil(sizes.large / 30),
    devices: Math.ceil(sizes.large / 4),
    ...{ ips: 300, prompts: 60 },
  });
  for (let i = 0; i < sizes.small; i++) {
    const size = 10 + random.below(61);
    ring(`r${i}`, size, { cards: Math.ceil(size / 8), devices: Math.ceil(size / 4), ips: 12, prompts: 10 });
  }
  for (let i = 0; i < sizes.ordinary; i++) ordinary(`user-${i}`, random, builder, show, days, strangers);

  const columns = builder.build(TYPES);
  return { columns, strangers, ...weighed(columns, rings) };
};

const TYPES = [
  { name: 'payment_instrument', kind: 'identifier', family: 'payment', strength: 1 },
  { name: 'ip', kind: 'identifier', family: 'network', strength: 0.5 },
  { name: 'device', kind: 'identifier', family: 'device', strength: 0.9 },
  { name: 'prompt', kind: 'behaviour', family: 'prompt', strength: 0.6 },
] as const;

const ordinary = (
  id: string,
  random: Dice,
  builder: ReturnType<typeof columnsBuilder>,
  show: (id: string, type: string, value: string, times: readonly number[]) => void,
  days: (count: number, from: number) => number[],
  strangers: string[],
): void => {
  const created = START + random.below(35 * DAY);
  builder.account(id, { createdAt: created, requests: 40 });
  show(id, 'payment_instrument', `own-${id}`, [created]);
  show(id, 'device', `own-${id}`, days(4, created));
  show(id, 'ip', `line-${id}`, days(6, created));
  // Addresses and prompts of the rings are met by others too.
  show(
    id,
    'ip',
    random.chance(0.02) ? largeAddress(random.below(300)) : `cafe-${random.below(2000)}`,
    days(1, created),
  );
  for (let j = 0; j < 3; j++) show(id, 'prompt', `common-${random.below(3000)}`, days(2, created));
  if (random.chance(0.05)) show(id, 'prompt', `large-prompt-${random.below(60)}`, days(1, created));
  strangers.push(id);
};

const weighed = (columns: ObservationColumns, groups: readonly (readonly string[])[]) => {
  const index = buildIndex(columns);
  const weights = weighSignals(index, classHubs(index, config), config);
  const numbers = new Map(index.accountIds.map((id, number) => [id, number]));
  const describe = groupDescriber(index, weights);
  const shownBy = showings(index);
  const rings = groups.map((accounts, i): Ring => {
    const members = Uint32Array.from(accounts, (id) => numbers.get(id)!).sort();
    const described = describe(members, 0.3);
    const degrees = new Float64Array(members.length).fill(1);
    const id = `ring_${String(i).padStart(12, '0')}`;
    const ring = { ...described, members, degrees, score: 1 - (i + 1) / 1e4 };
    const shown = shownBy(members, described.evidence.signals);
    return { id, ...explain(ring, shown, index, weights, config), cells: [] };
  });
  return { rings, basis: basisOf(index, weights) };
};
