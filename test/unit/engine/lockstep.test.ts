import { describe, expect, it } from 'vitest';
import {
  columnsBuilder,
  type DetectionResult,
  detect,
  detectKeeping,
  engineConfig,
  increment,
  type Ring,
} from '../../../src/engine/index.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { lockstepLinks } from '../../../src/engine/links/lockstep.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { DAY, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';
import { type LockstepOptions, lockstepPopulation } from '../../support/lockstep-population.ts';

const SEEDS = [3, 14, 15, 92, 65];
const on = engineConfig.parse({ lockstepFalseShare: 0.01 });

/** The links, each by the groups of its ends, and how many accounts of the groups in lockstep have one within their group. */
const linksOf = (seed: number, options: LockstepOptions = {}, config = on) => {
  const { columns } = lockstepPopulation(seed, options);
  const index = buildIndex(columns);
  const weights = weighSignals(index, classHubs(index, config), config);
  const graph = lockstepLinks(index, weights, config);
  const groupOf = (account: number): string => index.accountIds[account]!.split('.')[0]!;
  let [within, stepping] = [0, 0];
  for (let a = 0; a < graph.nodes; a++) {
    let inside = 0;
    for (let e = graph.start[a]!; e < graph.start[a + 1]!; e++)
      if (groupOf(graph.neighbour[e]!) === groupOf(a) && groupOf(a).startsWith('steps-')) inside++;
    within += inside / 2;
    stepping += Number(inside > 0);
  }
  return { links: graph.links, within, stepping, bits: graph.bits, threshold: weights.threshold };
};

describe('links by lockstep', () => {
  it('tie accounts that share no signal and begin, work and use alike, and hardly anybody else', () => {
    for (const seed of SEEDS) {
      const { links, within, stepping, bits, threshold } = linksOf(seed);
      expect(stepping).toBeGreaterThanOrEqual(0.9 * 72);
      expect(links - within).toBeLessThanOrEqual(0.02 * links);
      for (const b of bits) expect(b).toBeGreaterThan(threshold);
    }
  });

  it('are none when the times are shuffled', () => {
    for (const seed of SEEDS) expect(linksOf(seed, { shuffled: true }).links).toBe(0);
  });

  it('are none where nobody acts in lockstep: neither a crowd of one hour nor jobs of one minute', () => {
    for (const seed of SEEDS) expect(linksOf(seed, { groups: 0 }).links).toBe(0);
  });

  it('are none unless they are asked for', () => {
    expect(linksOf(3, {}, engineConfig.parse({})).links).toBe(0);
  });

  it('of empty and of equal accounts are none', () => {
    const nothing = lockstepPopulation(3, { ordinary: 0, groups: 0 });
    expect(detect({ ...nothing.columns, requests: nothing.columns.requests.map(() => 7) }, on).rings).toEqual([]);
  });

  it('make rings that say so', () => {
    const { columns, groups } = lockstepPopulation(3);
    const stepping = [...groups].filter(([name]) => name.startsWith('steps-')).flatMap(([, accounts]) => accounts);
    const found = detect(columns, on).rings;
    const flagged = found.flatMap(({ members }) => members.map(({ account }) => account));
    expect(new Set(flagged).intersection(new Set(stepping)).size).toBeGreaterThan(0.8 * stepping.length);
    expect(flagged.filter((account) => !account.startsWith('steps-'))).toEqual([]);
    for (const { features, summary, members } of found) {
      expect(features['lockstep']).toBeGreaterThan(0.8);
      expect(summary).toMatch(/in lockstep \(first used one after another/);
      expect(members[0]!.strength).toBeGreaterThan(0.5);
    }
    expect(detect(columns, engineConfig.parse({})).rings).toEqual([]);
  });

  it('make rings that begin and end with their members where those have nothing in common', () => {
    const { columns } = lockstepPopulation(3);
    const found = detect(columns, on).rings.filter(({ evidence }) => evidence.length === 0);
    expect(found.length).toBeGreaterThan(0);
    for (const { firstSeen, lastSeen, members } of found) {
      const theirs = new Set(members.map(({ account }) => columns.accounts.indexOf(account)));
      const rows = Array.from(columns.account.keys()).filter((row) => theirs.has(columns.account[row]!));
      expect(firstSeen).toBe(Math.min(...rows.map((row) => columns.first[row]!)));
      expect(lastSeen).toBe(Math.max(...rows.map((row) => columns.last[row]!)));
    }
  });

  it('stay as they are from one whole run to the next, less those of who is gone', () => {
    const { columns, groups } = lockstepPopulation(3);
    const before = detectKeeping(columns, on);
    const [gone, ...others] = groups.get('steps-0')!;
    const ringOf = (rings: readonly Ring[]) =>
      rings.find(({ members }) => members.some(({ account }) => account === others[0]))!.members;
    const builder = columnsBuilder();
    show(builder, 'newcomer', 'device', 'device-newcomer', [START + DAY]);
    const changes = { columns: builder.build(POPULATION_TYPES), gone: [gone!] };
    const after = increment(before.state, changes, on);
    if (after.kind === 'due') throw new Error(after.why);
    const links = ({ counters }: DetectionResult): number => counters['links']!['lockstep']!;
    expect(links(after.result)).toBeLessThan(links(before.result));
    expect(links(after.result)).toBeGreaterThanOrEqual(links(before.result) - 2 * 12);
    expect(ringOf(before.result.rings).map(({ account }) => account)).toContain(gone);
    const left = ringOf(after.result.rings).map(({ account }) => account);
    expect(left).not.toContain(gone);
    expect(left.length).toBeGreaterThanOrEqual(ringOf(before.result.rings).length - 2);
    // The next one goes on from there, and nothing more is lost.
    const again = increment(after.state, { columns: columnsBuilder().build(POPULATION_TYPES) }, on);
    expect(again.kind === 'increment' && links(again.result)).toBe(links(after.result));
  });
});
