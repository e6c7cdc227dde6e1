import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RingfenceError } from '../../../src/errors.ts';
import { jsonArrayParser } from '../../../src/ingest/json-array.ts';
import { lineSplitter } from '../../../src/ingest/ndjson.ts';
import { parseLine } from '../../../src/ingest/service.ts';

/** Hands `bytes` on in pieces that end at the given places. */
const inPieces = (bytes: Buffer, cuts: readonly number[], write: (piece: Buffer) => void): void => {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    write(bytes.subarray(from, to));
    from = to;
  }
};
const cuts = fc.array(fc.nat(10_000), { maxLength: 8 });

describe('lines', () => {
  const linesOf = (bytes: Buffer, at: readonly number[] = [], maxLine = 1_000) => {
    const lines: [number, string][] = [];
    const splitter = lineSplitter({
      maxLine,
      onLine: (line, number) => lines.push([number, line.toString()]),
      onLong: (number) => lines.push([number, '(too long)']),
    });
    inPieces(bytes, at, splitter.write);
    splitter.end();
    return lines;
  };

  it('are the same wherever the bytes are cut, and are what splitting the whole text gives', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-zäß€😀 \t\r]{0,9}$/u)), cuts, fc.boolean(), (texts, at, ended) => {
        const text = texts.join('\n') + (ended ? '\n' : '');
        const expected = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [[index + 1, line]]));
        expect(linesOf(Buffer.from(text), at)).toEqual(expected);
      }),
    );
  });

  it('lose the byte order mark that some editors put before the first', () => {
    expect(linesOf(Buffer.from('\ufeff{"a":1}\n{"b":2}'), [1, 2])).toEqual([
      [1, '{"a":1}'],
      [2, '{"b":2}'],
    ]);
  });

  it('that are too long are told by number, and those after them are read', () => {
    expect(linesOf(Buffer.from(`${'x'.repeat(50)}\nshort\n${'y'.repeat(11)}`), [7, 30], 10)).toEqual([
      [1, '(too long)'],
      [2, 'short'],
      [3, '(too long)'],
    ]);
  });
});

describe('a JSON array', () => {
  const elementsOf = (bytes: Buffer, at: readonly number[] = []): unknown[] => {
    const elements: unknown[] = [];
    const parser = jsonArrayParser((value) => elements.push(value));
    inPieces(bytes, at, parser.write);
    parser.end();
    return elements;
  };
  const fault = (text: string | Buffer): RingfenceError => {
    try {
      elementsOf(Buffer.from(text));
    } catch (error) {
      return error as RingfenceError;
    }
    throw new Error('nothing was wrong with it');
  };

  it('gives the elements that JSON.parse gives, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), cuts, (value, at) => {
        const text = JSON.stringify(value);
        expect(elementsOf(Buffer.from(text), at)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['[{"a":1},]', 9],
    ['[{"a":1} {"b":2}]', 9],
    ['[{"secret-4111":tru}]', 19],
    ['[{"secret-4111":1}', 18],
    ['', 0],
    ['  {"a":[1]}', 2],
    ['"secret-4111"', 0],
    ['[1] secret-4111', 4],
  ])('that is broken (%s) is refused with the place and without its text', (text, offset) => {
    const error = fault(text);
    expect(error).toMatchObject({ type: 'malformed-json', status: 400, extra: { position: { offset } } });
    expect(JSON.stringify([error.message, error.mend, error.extra])).not.toContain('secret');
  });

  it('with bytes that are no UTF-8 is refused', () => {
    expect(fault(Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]))).toMatchObject({ type: 'malformed-json' });
  });

  it('hands on the error of whoever takes the elements', () => {
    const parser = jsonArrayParser(() => {
      throw new RangeError('enough');
    });
    expect(() => parser.write(Buffer.from('[1,2,3]'))).toThrow('enough');
  });
});

describe('what is nested too deeply', () => {
  const nested = (depth: number) => `[${'{"a":['.repeat(depth)}${']}'.repeat(depth)}]`;

  it('is refused in an array as soon as it is seen, and is read up to the limit', () => {
    const elements: unknown[] = [];
    const parser = jsonArrayParser((value) => elements.push(value));
    parser.write(Buffer.from(nested(15)));
    parser.end();
    expect(elements).toHaveLength(1);
    const refusing = jsonArrayParser(() => undefined);
    expect(() => refusing.write(Buffer.from('['.repeat(40)))).toThrow(
      expect.objectContaining({ type: 'payload-too-large' }),
    );
  });

  it('is refused in a long line, and a long line that is not is read', () => {
    expect(parseLine(Buffer.from(nested(20_000)))).toEqual({ ok: false, reason: 'is nested deeper than 32 levels' });
    const long = JSON.stringify({ text: '['.repeat(100_000) });
    expect(parseLine(Buffer.from(long))).toMatchObject({ ok: true });
  });
});
