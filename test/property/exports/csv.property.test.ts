import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, Row } from '../../../src/exports/columns.ts';
import { csv, harmless, plainText } from '../../../src/exports/csv.ts';

const columns: readonly Column[] = [
  { name: 'account', kind: 'text', nullable: false, description: 'a' },
  { name: 'bits', kind: 'real', nullable: false, description: 'b' },
  { name: 'reasons', kind: 'texts', nullable: false, description: 'c' },
];

/** Texts in which formulas, separators, quotes and breaks are likely, beside any text at all. */
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.constantFrom(
        '=',
        '+',
        '-',
        '@',
        '\t',
        '\r',
        '\n',
        ';',
        ',',
        '"',
        "'",
        ' ',
        '＝',
        'x',
        '1',
        "=cmd|' /C calc'!A0",
      ),
      {
        maxLength: 12,
      },
    )
    .map((parts) => parts.join('')),
);
const rows = fc.array(
  fc.record({
    account: hostile,
    bits: fc.double({ noNaN: true, noDefaultInfinity: true }),
    reasons: fc.array(hostile),
  }),
);

const written = async (all: readonly Row[]): Promise<string> => {
  let text = '';
  const pages = (async function* () {
    yield all;
  })();
  for await (const piece of csv(columns, pages, { bom: false })) text += piece;
  return text;
};

/** What a spreadsheet takes for a formula, by the first character of a cell. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

describe('a CSV cell', () => {
  it('is never a formula, and gives its text back once the marks are taken off', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const read: string[][] = parse(await written(all), { recordDelimiter: '\r\n' });
        expect(read).toHaveLength(all.length + 1);
        read.slice(1).forEach(([account, bits, reasons], n) => {
          expect(account).not.toMatch(FORMULA);
          expect(reasons).not.toMatch(FORMULA);
          expect(plainText(account!)).toBe(all[n]!.account);
          expect(plainText(reasons!)).toBe(all[n]!.reasons.join('; '));
          // A number stays one: a minus before it is no formula.
          expect(Number(bits)).toBe(all[n]!.bits === 0 ? 0 : all[n]!.bits);
        });
      }),
    );
  });

  it('is no formula either where the list separator is a semicolon or a line is cut at its breaks', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const part of harmless(text).split(/[;\r\n]/)) expect(part).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
      }),
    );
  });

  it('is the text itself where there is nothing to fear', () => {
    for (const text of ['acct_7f3a', "O'Brien", 'a=b', 'visa •••• 4242: 14.2 bits, 380 members; IP x: 3.0 bits', '']) {
      expect(harmless(text)).toBe(text);
    }
    expect(harmless('=1+1')).toBe("'=1+1");
    expect(harmless('x;=1')).toBe("x;'=1");
    expect(harmless("'quoted")).toBe("''quoted");
  });
});
