import type { Meter, Segment } from './segments.ts';

/** `{"key":`, `[{`, `["a",`, `[1,`: how JSON begins, and few other things that stand in brackets. */
const BEGINS =
  /^(?:\{\s*"(?:[^"\\\n]|\\.)*"\s*:|\[\s*(?:[{[]|(?:"(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)\s*,))/;
const LONGEST_BEGINNING = 300;
const CLOSER: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * Cuts JSON values that stand in a text without a fence: from an opening bracket to its partner, with strings taken as such.
 * One pass over the text; what never closes is text.
 */
export const cutJson = (text: string, meter: Meter): Segment[] => {
  meter.steps += text.length;
  if (!text.includes('{"') && !/[{[]\s*["[{\d-]/.test(text)) return [{ text }];
  const segments: Segment[] = [];
  let standing = 0;
  for (const [start, end] of outermost(text)) {
    if (start < standing || !BEGINS.test(text.slice(start, Math.min(end, start + LONGEST_BEGINNING)))) continue;
    if (start > standing) segments.push({ text: text.slice(standing, start) });
    segments.push({ mask: 'json' });
    standing = end;
  }
  if (standing < text.length) segments.push({ text: text.slice(standing) });
  return segments;
};

/** Brackets that have their partner, outer ones before those inside them. */
const outermost = (text: string): [start: number, end: number][] => {
  const spans: [number, number][] = [];
  const open: number[] = [];
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]!;
    if (inString) {
      if (mark === '\\') at += 1;
      // JSON strings have no line ends: this quote was none of JSON.
      else if (mark === '"' || mark === '\n') inString = false;
    } else if (mark === '{' || mark === '[') open.push(at);
    else if (open.length > 0 && mark === '"') inString = true;
    else if (mark === '}' || mark === ']') {
      const start = open.pop();
      if (start !== undefined && CLOSER[text[start]!] === mark) spans.push([start, at + 1]);
      else open.length = 0;
    }
  }
  return spans.sort(([a], [b]) => a - b);
};
