import { describe, expect, it } from 'vitest';
import type { KeptTemplate } from '../../../src/signals/index.ts';
import { different, groups, type Miner, miner, settle } from '../../support/prompts.ts';

const USERS = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank'];
const closed = (user: string) => `session closed for user ${user}`;
const LONG =
  'You are an experienced teacher. Explain the theory of plate tectonics to a class of curious children, begin with a ' +
  'question, use one everyday comparison, and finish with a short quiz of three items.';

describe('templates', () => {
  it('are the same for prompts that differ in numbers, names of files, quotes and code', () => {
    const ids = groups([
      'Write 3 unit tests for src/orders.ts that cover "late delivery"',
      'Write 12 unit tests for lib/users.py that cover "no such key"',
      'write 7 unit tests for `parse()` that cover 4 cases',
    ]);
    expect(different(ids.slice(0, 2))).toBe(1);
    expect(different(ids)).toBe(2);
  });

  it('open a position once it has shown four words, and become one then', () => {
    const three = miner();
    expect(different(groups(USERS.slice(0, 3).map(closed), three))).toBe(3);
    const six = miner();
    const ids = USERS.map((user) => six.template(closed(user), 'a').id);
    expect(different(ids)).toBe(3);
    expect(different(ids.map(six.current))).toBe(1);
    // The elder one stays, under the id it had from the first prompt on.
    expect(six.current(ids[5]!)).toBe(ids[0]);
    expect(six.template(closed('mallory'), 'b').id).toBe(ids[0]);
  });

  it('keep two apart that differ in a word with few values', () => {
    expect(different(groups(['turn the screen on now please', 'turn the screen off now please']))).toBe(2);
  });

  it('keep short prompts with other placeholders apart', () => {
    expect(different(groups(['explain https://a.example/b', 'explain ```\nlet x = 1\n```', 'explain "this"']))).toBe(3);
  });

  it('open a position at the beginning as well as at the end', () => {
    expect(different(groups(USERS.map((user) => `${user} has just logged into the system`)))).toBe(1);
  });

  it('meet for long prompts said in another order, with politeness, or with a word more', () => {
    const [first, ...rest] = groups([
      LONG,
      `Hello! ${LONG} Thank you.`,
      LONG.toUpperCase(),
      LONG.replace('experienced ', ''),
      LONG.split('. ').toReversed().join('. '),
    ]);
    expect(rest).toEqual([first, first, first, first]);
  });

  it('do not meet for long prompts that share their frame but not their matter', () => {
    const other =
      'You are an experienced teacher. Describe how banks create money for adults at evening school, avoid formulas, give ' +
      'two historical cases, and finish with a list of further reading.';
    expect(different(groups([LONG, other]))).toBe(2);
  });

  it.each([
    ['French', 'Écris un poème sur la mer pour'],
    ['Russian', 'Напиши короткий рассказ о море для'],
    ['Arabic', 'اكتب قصيدة قصيرة عن البحر من أجل'],
  ])('open positions in %s', (_, frame) => {
    expect(different(groups(USERS.map((user) => `${frame} ${user}`)))).toBe(1);
  });

  it('are the same in any order of the prompts', () => {
    const prompts = [
      ...USERS.map(closed),
      ...USERS.map((user) => `open a ticket for ${user} today`),
      LONG,
      'say hello',
    ];
    const partition = (order: readonly string[]) => {
      const ids = new Map(groups(order).map((id, at) => [order[at]!, id]));
      return prompts.map((prompt) => prompts.findIndex((other) => ids.get(other) === ids.get(prompt)));
    };
    expect(partition(prompts.toReversed())).toEqual(partition(prompts));
    expect(partition([...prompts.slice(7), ...prompts.slice(0, 7)])).toEqual(partition(prompts));
  });

  it('throw for a prompt without content, and learn nothing by looking', () => {
    const one = miner();
    expect(() => one.template(' \u200b\n', 'a')).toThrow('is empty');
    expect(one.find('write a poem about rain')).toBeNull();
    expect(one.changes()).toEqual([]);
    const { id } = one.template('write a poem about rain', 'a');
    expect(one.find('Write a poem about rain!')?.id).toBe(id);
  });
});

describe('a caption', () => {
  const prompt = 'draft the zanzibar memo for 3 people';

  it('holds public words and placeholders at first, the others once enough accounts used them', () => {
    const one = miner({ captionAccounts: 3 });
    const hints = ['a', 'a', 'b', 'c'].map((account) => one.template(prompt, account).hint);
    expect(hints.slice(0, 3)).toEqual(Array(3).fill('draft the ▢ for ‹n› ▢ · 6 words'));
    expect(hints[3]).toBe('draft the zanzibar memo for ‹n› people · 6 words');
  });

  it('never shows what stands at an open position', () => {
    const one = miner({ captionAccounts: 2 });
    for (const user of USERS) one.template(closed(user), user);
    expect(one.template(closed('alice'), 'z').hint).toBe('session closed for user ▢ · 5 words');
  });

  it('shows of near prompts only the words that all of them have', () => {
    const one = miner({ captionAccounts: 3 });
    const secret = LONG.replace('teacher', 'teacher named Wilhelmina');
    const { id } = one.template(secret, 'a');
    for (const account of ['b', 'c']) expect(one.template(LONG, account).id).toBe(id);
    const { hint } = one.template(LONG, 'd');
    expect(hint).toContain('experienced teacher ▢ explain');
    expect(hint).not.toContain('wilhelmina');
  });
});

describe('a caption that came from elsewhere', () => {
  const secret = LONG.replace('teacher', 'teacher named Wilhelmina');
  /** Kept by a miner in which three accounts used the template, only one of them with the name. */
  const keptElsewhere = (): KeptTemplate => {
    const one = miner({ captionAccounts: 3 });
    for (const [account, prompt] of [secret, LONG, LONG].entries()) one.template(prompt, `${account}`);
    const [kept] = one.changes();
    expect(kept).toMatchObject({ shown: true, hint: expect.stringContaining('experienced teacher ▢ explain') });
    return kept!;
  };
  const opened = (kept: KeptTemplate): KeptTemplate => ({ ...kept, tokens: kept.tokens.with(-1, 0) });

  it('never shows a word that was withheld there: after a restart', () => {
    const kept = keptElsewhere();
    const after = miner({ captionAccounts: 3 });
    after.learn([kept]);
    // The word is known here again, and the template becomes more general.
    expect(after.template(secret, 'x').hint).toBe(kept.hint);
    after.learn([opened(kept)]);
    expect(after.template(secret, 'y').hint).not.toContain('wilhelmina');
  });

  it('never shows a word that was withheld there: where the template was known already', () => {
    const kept = keptElsewhere();
    const own = miner({ captionAccounts: 3 });
    own.template(secret, 'x');
    own.learn([opened(kept)]);
    expect(own.template(secret, 'y').hint).not.toContain('wilhelmina');
    expect(JSON.stringify(own.changes())).not.toContain('wilhelmina');
  });
});

describe('what is kept', () => {
  it('holds hashes, placeholders and captions, and no word', () => {
    const one = miner();
    one.template('draft the zanzibar memo for 3 people', 'a');
    const [kept] = one.changes();
    expect(kept).toMatchObject({ hint: 'draft the ▢ for ‹n› ▢ · 6 words', shown: false, mergedInto: null });
    expect(kept!.tokens).toHaveLength(7);
    expect(kept!.tokens[5]).toBeLessThan(0);
    expect(JSON.stringify(one.changes())).not.toMatch(/zanzibar|memo|people/);
  });

  it('is empty once it is settled, and has what changed meanwhile', () => {
    const one = miner({ captionAccounts: 2 });
    one.template('write a poem about rain', 'a');
    const changes = one.changes();
    one.template('write a poem about rain', 'b');
    one.settled(changes);
    expect(one.changes()).toMatchObject([{ shown: true }]);
    settle(one);
    expect(one.changes()).toEqual([]);
  });

  it('gives the same templates after a restart', () => {
    const before = miner();
    const prompts = [...USERS.map(closed), LONG, 'write a poem about rain'];
    const ids = groups(prompts, before);
    const after = miner();
    after.learn(settle(before));
    expect(groups(prompts, after)).toEqual(ids);
    expect(after.changes()).toEqual([]);
    expect(after.template(closed('mallory'), 'x').id).toBe(ids[0]);
    // Merged ids are known too.
    expect(after.current(before.template(closed('bob'), 'x').id)).toBe(ids[0]);
  });

  it('makes two miners agree, whoever keeps first', () => {
    const log: KeptTemplate[] = [];
    const [one, two] = [miner(), miner()];
    const heard = new Map([
      [one, 0],
      [two, 0],
    ]);
    /** A turn at the log, as the store takes it. */
    const turn = (it: Miner) => {
      it.learn(log.slice(heard.get(it)));
      log.push(...settle(it));
      heard.set(it, log.length);
    };
    // Each sees other users, one of them both; neither has seen four.
    for (const user of USERS.slice(0, 3)) one.template(closed(user), user);
    for (const user of USERS.slice(2)) two.template(closed(user), user);
    two.template(LONG, 'a');
    one.template(`Hi! ${LONG}`, 'b');
    for (const it of [two, one, two, one, two]) turn(it);
    expect(one.changes()).toEqual([]);
    expect(two.changes()).toEqual([]);
    const prompts = [...USERS.map(closed), 'never seen before'];
    expect(groups(USERS.map(closed), one)).toEqual(groups(USERS.map(closed), two));
    expect(different(groups(prompts, one))).toBe(2);
    for (const { id } of log) expect(one.current(id)).toBe(two.current(id));
  });

  it('takes the choice that was kept first when two merged the same two the other way round', () => {
    const [one, two] = [miner(), miner()];
    const kept = USERS.slice(0, 3).map((user) => {
      one.template(closed(user), user);
      return settle(one)[0]!;
    });
    two.learn(kept.toReversed());
    for (const it of [one, two]) it.template(closed('dave'), 'dave');
    const first = settle(one);
    two.learn(first);
    expect(USERS.slice(0, 4).map((user) => two.template(closed(user), user).id)).toEqual(
      USERS.slice(0, 4).map((user) => one.template(closed(user), user).id),
    );
    one.learn(settle(two));
    for (const { id } of kept) expect(one.current(id)).toBe(two.current(id));
  });
});

describe('bounds', () => {
  /** Prompts that have nothing in common. */
  const word = (index: number) => String.fromCharCode(97 + (index % 26), 97 + Math.floor(index / 26));
  const prompt = (index: number) => `ask${word(index)} for${word(index)}`;

  it('lets go of the templates unused for longest, once they are kept, and knows them by the same id again', () => {
    const one = miner({ limit: 20 });
    const ids = Array.from({ length: 200 }, (_, index) => {
      one.template(prompt(0), 'a');
      settle(one);
      return one.template(prompt(index), 'a').id;
    });
    expect(different(ids)).toBe(200);
    expect(one.find(prompt(0))?.id).toBe(ids[0]);
    expect(one.find(prompt(1))).toBeNull();
    expect(one.template(prompt(1), 'a').id).toBe(ids[1]);
  });

  it('lets go of nothing that is not kept yet', () => {
    const one = miner({ limit: 5 });
    for (let index = 0; index < 50; index++) one.template(prompt(index), 'a');
    expect(one.changes()).toHaveLength(50);
    expect(Array.from({ length: 50 }, (_, index) => one.find(prompt(index)))).not.toContain(null);
  });

  it('has no changes when nobody keeps its templates', () => {
    const one = miner({ alone: true });
    expect(different(groups(USERS.map(closed), one))).toBe(1);
    expect(one.changes()).toEqual([]);
  });
});
