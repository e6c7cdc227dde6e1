import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/config.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { couldJoin, signalsOfEvidence } from '../../../src/engine/rings/could-join.ts';
import { groupEvidence } from '../../../src/engine/rings/group-evidence.ts';
import { membershipReview, ringedAccounts } from '../../../src/engine/rings/membership.ts';
import { accountsOf, classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { DAY, dice, POPULATION_TYPES, START } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const WINDOW = 8 * 3_600;

/**
 * 2,000 people with prompts of their own and some of a public list of 40; a ring of 60 with ten templates, five of them each, that
 * uses the list as cover; and beside them an unlinked account of the ring, a heavy reader of the list, and victims whose card the
 * ring took: one does nothing of the ring's, one sends prompts that rings use as cover more than anybody (another ring of 400 does
 * too), one sends a few of the ring's own. Returns what the review of the ring's linked members and the victims
 * gives, whoever of the others is asked: those who could join, or all.
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
  const evidence = groupEvidence(index, weights)(linked);
  const ofEvidence = signalsOfEvidence([{ members: linked, evidence }], index);
  const could = couldJoin([{ members: linked, evidence }], ofEvidence, index, weights);
  const reviewed = [could, () => true].map((isAsked) => {
    const ringed = ringedAccounts(index, ofEvidence, isAsked);
    const inRings = new Set<number>();
    const put = (accounts: Iterable<number>, isIn: boolean): void => {
      for (const account of accounts) {
        ringed.set(account, isIn);
        if (isIn) inRings.add(account);
        else inRings.delete(account);
      }
    };
    const countsAre = (): void => {
      for (const { signal } of evidence.signals) {
        const accounts = accountsOf(index, signal);
        const outside = accounts.filter((account) => !inRings.has(account));
        expect(ringed.count(signal)).toBe(accounts.length - outside.length);
        expect(ringed.outside(signal)).toEqual(outside.filter(isAsked));
      }
    };
    put(linked, true);
    put(
      index.accountIds.keys().filter((account) => index.accountIds[account]!.startsWith('other-')),
      true,
    );
    countsAre();
    const result = membershipReview(index, weights)(linked, evidence, ringed);
    put(linked, false);
    put(result.members, true);
    put(result.members, true);
    countsAre();
    return result;
  });
  expect(reviewed[0]).toEqual(reviewed[1]);
  const { members, apart, joined, left } = reviewed[0]!;
  const fringe = Array.from(
    members.filter((_, i) => apart[i] === 1),
    (a) => index.accountIds[a]!,
  );
  const names = Array.from(members, (a) => index.accountIds[a]!);
  return { fringe, names, joined, left, could: index.accountIds.filter((_, account) => could(account)) };
};

describe('looking over the members of a ring', () => {
  const { names, fringe, joined, left, could } = review();

  it('takes in an account that does what only the ring does, and no reader of a public list that the ring uses too', () => {
    expect(names).toContain('unlinked');
    expect(names).not.toContain('reader');
    expect(joined).toBe(1);
  });

  it('asks whoever could join and none of those who show too little of any ring', () => {
    expect(could).toContain('unlinked');
    expect(could.filter((id) => id.startsWith('person-'))).toEqual([]);
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
