import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/support/random.ts';
import { frames } from '../../../src/signals/prompt/frames.ts';
import { recentMap } from '../../../src/signals/prompt/recent.ts';
import { different, groups, miner, settle } from '../../support/prompts.ts';

/** Words that mean nothing: 8,000 of three syllables. */
const WORDS = (() => {
  const syllables = [...'bdfgklmnprstvz'].flatMap((one) => [...'aeiou'].map((other) => one + other)).slice(0, 20);
  return syllables.flatMap((x) => syllables.flatMap((y) => syllables.map((z) => x + y + z)));
})();

/** Texts of 12 to 40 words, each another one. */
const texts = (count: number, seed = 1): string[] => {
  const random = randomStream(seed, 7);
  const word = (): string => WORDS[Math.floor(random() * WORDS.length)]!;
  return Array.from({ length: count }, () => Array.from({ length: 12 + Math.floor(28 * random()) }, word).join(' '));
};

const ASKED = 'Read the following record and answer as a patient teacher would, in three short steps, here it comes';
const CLOSING = 'Now say in plain language what the text above means for a small shop and for its customers';

describe('a wording with another text behind it each time', () => {
  it('is one template from the sixth use on, wherever the text stands, and those before become it', () => {
    for (const prompt of [(text: string) => `${ASKED} ${text}`, (text: string) => `${text} ${CLOSING}`]) {
      const one = miner();
      const answered = texts(40).map((text, i) => one.template(prompt(text), `account ${i}`).id);
      expect(different(answered.slice(0, 5))).toBe(5);
      expect(different(answered.slice(5))).toBe(1);
      expect(different(answered.map(one.current))).toBe(1);
    }
  });

  it('does not take in what several have sent in the same words', () => {
    const one = miner();
    const [said, ...others] = texts(12).map((text) => `${ASKED} ${text}`);
    const theirs = ['a', 'b', 'c'].map((account) => one.template(said!, account).id);
    const ids = groups(others, one);
    expect(different(theirs)).toBe(1);
    expect(different(ids)).toBe(1);
    expect(one.current(theirs[0]!)).not.toBe(ids[0]);
  });

  it('is the template of the same wording with a pasted text', () => {
    const one = miner();
    const pasted = one.template(`${ASKED}\n\n"""\n${texts(1, 9)[0]}\n"""`, 'a').id;
    expect(one.template(`${ASKED} ${texts(1)[0]}`, 'b').id).toBe(pasted);
  });

  it('is told from another wording that begins alike', () => {
    const begun = 'Read the following record and answer in three steps';
    const one = `${begun} as a patient teacher would who knows the class`;
    const other = `${begun} but mind the law and name every number that looks wrong`;
    const all = texts(80);
    const ids = groups(all.map((text, i) => `${i % 2 ? one : other} ${text}`));
    const late = ids.slice(20);
    expect(different(late)).toBe(2);
    expect(late.at(-1)).not.toBe(late.at(-2));
  });

  it('leaves prompts alone that are like one another otherwise', () => {
    const one = miner();
    groups(
      texts(20).map((text) => `${ASKED} ${text}`),
      one,
    );
    const said = `${ASKED} ${texts(1, 5)[0]}`;
    const first = one.template(said, 'a').id;
    const again = one.template(said, 'b').id;
    // Said once it is one use of the frame; said again it is a prompt that two have sent.
    expect(first).toBe(one.template(`${ASKED} ${texts(1, 6)[0]}`, 'c').id);
    expect(again).not.toBe(first);
    expect(one.template(said, 'd').id).toBe(again);
  });

  it('says nothing of short prompts, nor of a wording that always goes on alike', () => {
    const short = WORDS.slice(0, 30).map((word) => `write me a short poem about the old ${word} near my house`);
    expect(different(groups(short))).toBe(1);
    const random = randomStream(3, 3);
    const long = Array.from(
      { length: 30 },
      () =>
        `${ASKED}: the ${WORDS[Math.floor(random() * WORDS.length)]} of my neighbour was late again and nobody knows why that is so`,
    );
    const found = frames(100);
    const codes = (text: string) => text.split(' ').map((word) => word.length + word.charCodeAt(0) * 100);
    expect(long.map((text) => found.learn(codes(text), text).length).filter((length) => length > 0)).toEqual([]);
  });

  it('may be longer than what is looked at', () => {
    const long = texts(1, 11)[0]!.split(' ').slice(0, 12).join(' ');
    const ids = groups(texts(40).map((text) => `${ASKED} ${long} and ${ASKED.toLowerCase()} ${text} ${text} ${text}`));
    expect(different(ids.slice(10))).toBe(1);
  });

  it('is found by looking, which learns nothing', () => {
    const one = miner();
    const prompts = texts(12).map((text) => `${ASKED} ${text}`);
    const ids = groups(prompts, one);
    settle(one);
    expect(one.find(`${ASKED} ${texts(1, 4)[0]}`)?.id).toBe(ids.at(-1));
    // One that was told as a use of the frame is still that.
    expect(one.find(prompts.at(-1)!)?.id).toBe(ids.at(-1));
    expect(one.changes()).toEqual([]);
    expect(miner().find(prompts[0]!)).toBeNull();
  });

  it('is kept, and what it holds is not: after a restart the first use is of it', () => {
    const one = miner();
    const ids = groups(
      texts(60).map((text) => `${ASKED} ${text}`),
      one,
    );
    const kept = settle(one);
    expect(kept).toHaveLength(6);
    const again = miner();
    again.learn(kept);
    expect(different(kept.map(({ id }) => again.current(id)))).toBe(1);
    expect(again.template(`${ASKED} ${texts(1, 8)[0]}`, 'a').id).toBe(ids.at(-1));
    expect(settle(again).filter(({ id }) => id !== ids.at(-1))).toEqual([]);
  });

  it('is the same one for two instances that each found it', () => {
    const [one, other] = [miner(), miner()];
    const ids = [
      groups(
        texts(20, 1).map((text) => `${ASKED} ${text}`),
        one,
      ).at(-1)!,
      groups(
        texts(20, 2).map((text) => `${ASKED} ${text}`),
        other,
      ).at(-1)!,
    ];
    other.learn(settle(one));
    one.learn(settle(other));
    expect(one.current(ids[1]!)).toBe(other.current(ids[0]!));
  });

  it('is forgotten when it was not met for long', () => {
    const found = frames(16);
    const codes = (text: string) => text.split(' ').map((word) => WORDS.indexOf(word) + 1);
    const frame = WORDS.slice(0, 10).join(' ');
    const length = texts(12).map((text) => found.learn(codes(`${frame} ${text}`), text).length);
    expect(length.at(-1)).toBeGreaterThanOrEqual(8);
    for (const text of texts(200, 3)) found.add(codes(text).slice(0, 9));
    expect(found.lengthOf(codes(`${frame} ${texts(1, 4)[0]}`))).toBe(0);
  });
});

describe('what was used last', () => {
  it('is fewer where it is large, and what is set again counts as what it is now', () => {
    const map = recentMap<number, readonly number[]>(100, 50, (list) => list.length);
    const left = (): number => Array.from({ length: 200 }, (_, key) => map.get(key)).filter((list) => list).length;
    for (let key = 0; key < 200; key++) map.set(key, Array.from({ length: 25 }));
    expect(left()).toBeLessThanOrEqual(4);
    const other = recentMap<number, readonly number[]>(100, 50, (list) => list.length);
    for (let again = 1; again <= 30; again++) other.set(0, Array.from({ length: again }));
    other.set(1, [1]);
    expect([other.get(0)?.length, other.get(1)?.length]).toEqual([30, 1]);
  });
});
