/** Where a text stops being JSON, or is nested too deeply. Offsets count UTF-16 units from 0; lines and columns from 1. */
export interface JsonFault {
  readonly kind: 'syntax' | 'depth';
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Objects and arrays inside each other that are read; nothing that this API takes comes near it. */
export const MOST_DEEP = 32;

type Expected = 'value' | 'value or close' | 'key' | 'key or close' | 'colon' | 'comma or close' | 'end';

/**
 * The first fault of `text` as JSON (RFC 8259), or null. `JSON.parse` cannot be asked for the place: its message quotes
 * the text, which may hold what must not be repeated, and often leaves the place out. One pass, no recursion.
 */
export const jsonFault = (text: string, maxDepth: number): JsonFault | null => {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const afterValue = (): Expected => (open.length === 0 ? 'end' : 'comma or close');

  while (true) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
    if (at >= text.length) return expected === 'end' ? null : fault(text, at, 'syntax');
    const character = text[at]!;

    if (expected === 'colon') {
      if (character !== ':') return fault(text, at, 'syntax');
      at += 1;
      expected = 'value';
    } else if (isClose(character, expected, open.at(-1))) {
      open.pop();
      at += 1;
      expected = afterValue();
    } else if (expected === 'comma or close') {
      if (character !== ',') return fault(text, at, 'syntax');
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'key' || expected === 'key or close') {
      const end = character === '"' ? stringEnd(text, at) : -at - 1;
      if (end < 0) return fault(text, -end - 1, 'syntax');
      at = end;
      expected = 'colon';
    } else if (expected === 'end') {
      return fault(text, at, 'syntax');
    } else if (character === '{' || character === '[') {
      if (open.push(character) > maxDepth) return fault(text, at, 'depth');
      at += 1;
      expected = character === '{' ? 'key or close' : 'value or close';
    } else {
      const end = scalarEnd(text, at);
      if (end < 0) return fault(text, -end - 1, 'syntax');
      at = end;
      expected = afterValue();
    }
  }
};

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

const isClose = (character: string, expected: Expected, opener: string | undefined): boolean =>
  expected.endsWith('close') && character === (opener === '{' ? '}' : ']');

/** End of the scalar that begins at `from`, or `-1 - offset` of its first wrong character. */
const scalarEnd = (text: string, from: number): number => {
  if (text[from] === '"') return stringEnd(text, from);
  const word = ['true', 'false', 'null'].find((literal) => text.startsWith(literal, from));
  if (word !== undefined) return from + word.length;
  NUMBER.lastIndex = from;
  return NUMBER.test(text) ? NUMBER.lastIndex : -from - 1;
};

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** The same for a string, whose opening quote is at `from`. */
const stringEnd = (text: string, from: number): number => {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -at - 1;
    if (code !== 0x5c) continue;
    at += 1;
    if (text[at] === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) return -at - 1;
      at += 4;
    } else if (at >= text.length || !'"\\/bfnrt'.includes(text[at]!)) return -at - 1;
  }
  return -text.length - 1;
};

const fault = (text: string, offset: number, kind: JsonFault['kind']): JsonFault => {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line += 1;
  return { kind, offset, line, column: offset - lineStart + 1 };
};
