import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/config.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { groupEvidence } from '../../../src/engine/rings/group-evidence.ts';
import { membershipReview, ringedAccounts } from '../../../src/engine/rings/membership.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { DAY, dice, POPULATION_TYPES, START } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const WINDOW = 8 * 3_600;

/**
 * 2,000 people with prompts of their own and some of a public list of 40; a ring of 60 with ten templates, five of them each, that
 * uses the list as cover; and beside them an unlinked account of the ring, a heavy reader of the list, and victims whose card the
 * ring took: one does nothing of the ring's, one sends prompts that rings use as cover more than anybody (another ring of 400 does
 * too), one sends a few of the ring's own. Returns what the review of the ring's linked members and the victims gives.
 */
const review = () => {
  const builder = columnsBuilder();
  const random = dice(11);
  const prompt = (id: string, name: string): void => {
    const at = START + random.below(40 * DAY);
    builder.add(id, `prompt:${name}`, 'prompt', 1, at, at, [Math.floor(at / WINDOW)]);
  };
  const use = (id: string, own: number, listed: number, templates: number): void => {
    builder.account(id, { createdAt: START + random.below(DAY), requests: 100 });
    for (let i = 0; i < own; i++) prompt(id, `${id}-${i}`);
    for (let i = 0; i < listed; i++) prompt(id, `list-${random.below(40)}`);
    const first = random.below(10);
    for (let i = 0; i < templates; i++) prompt(id, `ring-${(first + i) % 10}`);
  };
  for (let i = 0; i < 2_000; i++) use(`person-${i}`, 6, i % 3, 0);
  for (let i = 0; i < 60; i++) use(`ring-${i}`, 1, 4, 5);
  use('unlinked', 1, 4, 5);
  use('reader', 1, 30, 0);
  use('victim', 6, 2, 0);
  use('victim-cover', 6, 0, 0);
  use('victim-partly', 9, 0, 2);
  for (let i = 0; i < 400; i++) use(`other-${i}`, 1, 0, 0);
  const cover = (id: string, first: number, count: number): void => {
    for (let i = 0; i < count; i++) prompt(id, `cover-${(first + i) % 6}`);
  };
  for (let i = 0; i < 60; i++) cover(`ring-${i}`, i, 2);
  for (let i = 0; i < 400; i++) cover(`other-${i}`, i, 2);
  for (let i = 0; i < 30; i++) cover(`person-${i}`, i, 1);
  cover('victim-cover', 0, 3);
  for (const id of ['victim', 'victim-cover', 'victim-partly', 'ring-0', 'ring-1', 'ring-2', 'ring-3'])
    builder.add(id, 'card:taken', 'payment_instrument', 1, START, START, []);
  builder.account('idle', { createdAt: START, requests: 0 });
  for (const id of ['idle', 'ring-4']) builder.add(id, 'device:shared', 'device', 1, START, START, []);

  const index = buildIndex(builder.build(POPULATION_TYPES));
  const weights = weighSignals(index, classHubs(index, config), config);
  const linked = Uint32Array.from(index.accountIds.keys()).filter((a) =>
    /^ring-|victim|idle/.test(index.accountIds[a]!),
  );
  const ringed = ringedAccounts(index);
  for (const account of linked) ringed.set(account, true);
  index.accountIds.forEach((id, account) => {
    if (id.startsWith('other-')) ringed.set(account, true);
  });
  const countsAre = (): void => {
    for (let signal = 0; signal < index.signalKeys.length; signal++) {
      const rows = index.signalRow.subarray(index.signalStart[signal]!, index.signalStart[signal + 1]!);
      const outside = rows.map((row) => index.rowAccount[row]!).filter((account) => !ringed.has(account));
      expect(ringed.count(signal)).toBe(rows.length - outside.length);
      expect(ringed.outside(signal)).toEqual(outside);
    }
  };
  countsAre();
  const reviewed = membershipReview(index, weights)(linked, groupEvidence(index, weights)(linked), ringed);
  for (const account of linked) ringed.set(account, false);
  for (const account of reviewed.members) ringed.set(account, true);
  for (const account of reviewed.members) ringed.set(account, true);
  countsAre();
  const fringe = Array.from(
    reviewed.members.filter((_, i) => reviewed.apart[i] === 1),
    (a) => index.accountIds[a]!,
  );
  return { ...reviewed, fringe, names: Array.from(reviewed.members, (a) => index.accountIds[a]!) };
};

describe('looking over the members of a ring', () => {
  const { names, fringe, joined, left } = review();

  it('takes in an account that does what only the ring does, and no reader of a public list that the ring uses too', () => {
    expect(names).toContain('unlinked');
    expect(names).not.toContain('reader');
    expect(joined).toBe(1);
  });

  it('lets go of a member that does nothing of it, and keeps one that does nothing at all', () => {
    expect(names).not.toContain('victim');
    expect(names).toContain('idle');
    expect(names.filter((name) => name.startsWith('ring-'))).toHaveLength(60);
  });

  it('lets go of a member that does only what rings use as cover, although that is mostly theirs', () => {
    expect(names).not.toContain('victim-cover');
    expect(left).toBe(2);
  });

  it('keeps as fringe who mostly does something else, and who joined', () => {
    expect(fringe.sort()).toEqual(['unlinked', 'victim-partly']);
  });
});
