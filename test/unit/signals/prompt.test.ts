import { describe, expect, it } from 'vitest';
import { SignalError } from '../../../src/signals/index.ts';
import { maskPrompt } from '../../../src/signals/prompt/masking.ts';
import { normalisePrompt } from '../../../src/signals/prompt/normalise.ts';
import { VOCABULARY } from '../../../src/signals/prompt/vocabulary.ts';

const text = (prompt: string): string => maskPrompt(prompt).join(' ');
const hint = (prompt: string): string => normalisePrompt(prompt).hint;
const prose = (characters: number): string =>
  'lorem ipsum dolor sit amet '.repeat(characters / 27 + 1).slice(0, characters);

describe('a prompt template', () => {
  it('is named for its words, and for its placeholders where it has hardly any word', () => {
    expect(normalisePrompt('Write 3 poems about `rain` and wind').value).toBe('write poems about and wind');
    expect(normalisePrompt('Explain `rain`').value).toBe('explain ‹code›');
  });

  it('masks JSON, links and tables of Markdown', () => {
    expect(text('Fix {"a": 1, "b": [{"c": "}"}]} please')).toBe('fix ‹json› please');
    expect(text('Sum [1, 2, 3] and ["a", "b"]')).toBe('sum ‹json› and ‹json›');
    expect(text('Use {name} and [optional] now')).toBe('use name and optional now');
    expect(text('See [the docs](https://x.example/a_b) and ![it](a.png)')).toBe('see the docs ‹url› and it ‹file›');
    expect(text('Add up:\n| a | b |\n|---|---|\n| 1 | 2 |\nWhat comes out?')).toBe('add up ‹text› what comes out');
  });

  it.each([
    ['numbers', 'Sum 3, 4.5 and 1,000 (2nd try at 10:30)', 'sum ‹n› and ‹n› try at ‹n›'],
    ['URLs', 'Read https://example.com/a?b=1. Then www.example.org!', 'read ‹url› then ‹url›'],
    ['bare domains', 'Is shop.example.com down?', 'is ‹url› down'],
    ['e-mail addresses', 'Mail jane.doe@example.com today', 'mail ‹email› today'],
    ['file names and paths', 'Open main.py, /etc/hosts, C:\\temp\\x and src/app/index', 'open ‹file› and ‹file›'],
    ['UUIDs', 'User 9f3a2b7c-41d0-5e68-9f3a-2b7c41d05e68 left', 'user ‹id› left'],
    ['hashes', 'Explain commit 9f3a2b7c41d05e68', 'explain commit ‹id›'],
    ['base64', `Decode ${Buffer.from('some longer text, number 1').toString('base64')} now`, 'decode ‹id› now'],
    ['fenced code', 'Fix this:\n```py\nprint(1)\n```\nand explain', 'fix this ‹code› and explain'],
    ['a fence nobody closes', 'Fix this:\n~~~\nprint(1)\nand explain', 'fix this ‹code›'],
    ['inline code', 'What does `git rebase -i` do?', 'what does ‹code› do'],
    ['code without fences', 'Explain\ndef f(x):\n    return x\n\nin short', 'explain ‹code› in short'],
    ['straight quotes', 'Translate "good morning" to French', 'translate ‹quote› to french'],
    ['single quotes', "Rhyme with 'orange' but don't cheat", "rhyme with ‹quote› but don't cheat"],
    ['English quotes', 'Translate “good morning” and ‘bye’', 'translate ‹quote› and ‹quote›'],
    ['German quotes', 'Übersetze „guten Morgen“ bitte', 'übersetze ‹quote› bitte'],
    ['French quotes', 'Traduis « bonjour » vite', 'traduis ‹quote› vite'],
    ['Japanese quotes', 'translate 「おはよう」 now', 'translate ‹quote› now'],
    ['triple quotes', 'Summarise """one\n\ntwo""" please', 'summarise ‹text› please'],
    ['quoted lines', 'Reply to\n> hello\n> world\nkindly', 'reply to ‹quote› kindly'],
    ['tags around content', 'Review <document>\nA\n\nB\n</document> now', 'review ‹text› now'],
    ['text after a colon', `Summarise the following: ${prose(600)}`, 'summarise the following ‹text›'],
    ['text on the next line', `Summarise this:\n${prose(600)}`, 'summarise this ‹text›'],
    [
      'long paragraphs',
      `Summarise this.\n\n${prose(600)}\n\n${prose(900)}\n\nBe brief.`,
      'summarise this ‹text› be brief',
    ],
    ['a text before its task', `${prose(1200)}\n\nSummarise that.`, '‹text› summarise that'],
  ])('masks %s', (_, prompt, expected) => expect(text(prompt)).toBe(expected));

  it('is the same for prompts that differ in case, white space, width, punctuation or unseen characters', () => {
    const plain = text('write a short poem about the sea');
    for (const other of [
      'Write a short poem about the sea!',
      '  WRITE a\tshort\r\n poem — about the sea…',
      'Ｗｒｉｔｅ a short poem about the sea',
      'Wri\u200bte a \u202eshort poem\u2069 about the s\u00adea',
      'write a short poem about the sea\u0000',
    ]) {
      expect(text(other)).toBe(plain);
    }
  });

  it('keeps the words that make two tasks differ', () => {
    expect(text('Write a haiku about rain')).not.toBe(text('Write a limerick about rain'));
    const steps = (last: string) =>
      `Follow these steps:\n- read the text\n- note each claim\n- ${last}\n${'- weigh it\n'.repeat(50)}`;
    expect(text(steps('rate it'))).not.toBe(text(steps('drop it')));
  });

  it('does not take an apostrophe, inches or an unclosed mark for a quote', () => {
    expect(text("it's Jane's and the dogs' idea")).toBe("it's jane's and the dogs idea");
    expect(text('a 5" pipe and a 6" pipe')).toBe('a ‹n› pipe and a ‹n› pipe');
    expect(text('say "hello')).toBe('say hello');
  });

  it('cannot be forged by writing placeholders', () => {
    expect(text('fix ‹code› now')).toBe('fix ‹quote› now');
  });

  it('takes any Unicode, even half a surrogate pair, and refuses only what is empty', () => {
    expect(text('fix \ud800 this')).toBe('fix this');
    expect(text('?!')).toBe('‹symbols›');
    for (const empty of ['', ' \n\t ', '\u200b']) expect(() => text(empty)).toThrow(SignalError);
  });
});

describe("a template's caption", () => {
  it('shows public words, placeholders and the number of words', () => {
    expect(hint('Write a Python function for Acme: ```x```')).toBe('write ▢ python function for ▢ ‹code› · 6 words');
    expect(hint('Hi')).toBe('▢ · 1 word');
  });

  it('stays short however long the prompt is', () => {
    const caption = hint('write code and explain '.repeat(1000));
    expect(caption.length).toBeLessThanOrEqual(80);
    expect(caption).toMatch(/… · 128 words$/);
  });

  it('draws on a vocabulary of lower-case words without digits', () => {
    expect(VOCABULARY.size).toBeGreaterThan(200);
    for (const word of VOCABULARY) expect(word).toMatch(/^[a-z]{2,}$/);
  });
});
