import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_HINT } from '../../../src/signals/prompt/hint.ts';
import { maskPrompt } from '../../../src/signals/prompt/masking.ts';
import { normalisePrompt } from '../../../src/signals/prompt/normalise.ts';
import { VOCABULARY } from '../../../src/signals/prompt/vocabulary.ts';
import { anyText } from './arbitraries.ts';

const MASKS = 'code text quote url email file id n symbols'.split(' ').map((mask) => `‹${mask}›`);

/** What prompts are made of, so that openers, closers, paragraphs and words meet in every order. */
const piece = fc.oneof(
  fc.constantFrom(
    '```',
    '````',
    '~~~',
    '"""',
    "'''",
    '`',
    '"',
    "'",
    '“',
    '”',
    '„',
    '«',
    '»',
    '‹',
    '›',
    '<text>',
    '</text>',
    '<CODE>',
    '</code>',
    '\n',
    '\n\n',
    '\n> ',
    '\n    ',
    ' ',
    ': ',
    'def f(x):',
    'x = 1;',
    'https://example.com/a',
    'a@b.example',
    'main.py',
    '/etc/hosts',
    '12.5',
    'İ',
    'write',
    'function',
    'word',
    "don't",
    'lorem '.repeat(90),
  ),
  anyText(12),
);
const prompt = fc.array(piece, { minLength: 1, maxLength: 40 }).map((pieces) => pieces.join(''));

const visible = (text: string): boolean => {
  try {
    maskPrompt(text);
    return true;
  } catch {
    return false;
  }
};

describe('masking', () => {
  it('gives tokens that are a known placeholder or a folded word, of any prompt', () => {
    fc.assert(
      fc.property(prompt.filter(visible), (raw) => {
        for (const token of maskPrompt(raw)) {
          if (token.startsWith('‹')) expect(MASKS).toContain(token);
          else expect(token).toMatch(/^[\p{L}\p{M}'-]+$/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('shows no word in a caption that is not in the public vocabulary', () => {
    fc.assert(
      fc.property(prompt.filter(visible), (raw) => {
        const { hint } = normalisePrompt(raw);
        expect(hint.length).toBeLessThanOrEqual(MAX_HINT);
        const [caption, words, ...rest] = hint.split(' · ');
        expect(rest).toEqual([]);
        expect(words).toMatch(/^\d+ words?$/);
        for (const token of caption!.split(' ')) {
          expect(token === '▢' || token === '…' || MASKS.includes(token) || VOCABULARY.has(token)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('does not depend on the numbers, quotes, URLs, files and code in a prompt', () => {
    const slot = fc.stringMatching(/^[a-z]{1,12}$/);
    const digits = fc.nat().map(String);
    const filled = fc
      .tuple(digits, slot, slot, slot, slot)
      .map(
        ([n, quote, path, file, code]) =>
          `Write ${n} tests for "${quote}" as in https://example.com/${path} and ${file}.py:\n\`\`\`\n${code}\n\`\`\`\nThanks`,
      );
    fc.assert(
      fc.property(filled, filled, (one, other) => {
        expect(normalisePrompt(one)).toEqual(normalisePrompt(other));
      }),
    );
  });

  it('takes nothing for granted of a plain line: behind an empty line, where all is looked for, it is the same', () => {
    const plain = fc.string({
      unit: fc.constantFrom(...' a e nT0.,:;!?()/\\-_@#$%&*+^'),
      minLength: 1,
      maxLength: 400,
    });
    fc.assert(
      fc.property(plain, (line) => {
        fc.pre(line.trim() !== '');
        expect(maskPrompt(line)).toEqual(maskPrompt(`\n${line}`));
      }),
    );
  });

  it('is the same for a prompt in other case and spacing', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.constantFrom('  ', '\t', '\n', ' \n '), (list, space) => {
        expect(maskPrompt(list.join(space).toUpperCase())).toEqual(maskPrompt(list.join(' ')));
      }),
    );
  });

  it('looks at each character a bounded number of times, whatever is opened and never closed', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const pattern = pieces.join('');
        fc.pre(pattern !== '');
        const raw = `a${pattern.repeat(Math.ceil(100_000 / pattern.length))}`.slice(0, 100_000);
        if (!visible(raw)) return;
        const meter = { steps: 0 };
        maskPrompt(raw, meter);
        // One pass for each stage, one for each kind of closing mark, on a text that NFKC may lengthen.
        expect(meter.steps).toBeLessThanOrEqual(40 * raw.normalize('NFKC').length);
      }),
      { numRuns: 60 },
    );
  });
});
