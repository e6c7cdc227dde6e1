import type { Meter, Segment } from './segments.ts';

/** Longer paragraphs than these (in characters) after the first are pasted, not written; less is enough after a colon. */
const LONG = 400;
const LONG_AFTER_COLON = 200;
/** A first paragraph is an instruction unless it is longer than this and others follow. */
const LONG_FIRST = 1000;
const MANY_LINES = 8;
/** Within this many characters an instruction may end in a colon, with the pasted text behind it. */
const LEAD = 200;

const CODE_START =
  /^(?:(?:def|class|import|from|return|const|let|var|function|public|private|static|package|use|fn|func|else|try)\b|#include|(?:if|for|while) \(|(?:SELECT|INSERT|UPDATE|CREATE)\b|@\w|\/\/|<\/?\w)/;
const LIST_MARK = /^\s*(?:[-*•–]|\p{N}{1,3}[.)])\s/u;

/**
 * Cuts code without fences, quoted lines (`> …`), Markdown tables and long pasted paragraphs out of a text; what remains comes back
 * paragraph by paragraph.
 */
export const cutParagraphs = (text: string, meter: Meter): Segment[] => {
  meter.steps += text.length;
  const blocks = blocksOf(text.split('\n'));
  const several = blocks.length > 1;
  let pasting = false;
  return blocks.flatMap((block, index): Segment[] => {
    if ('mask' in block) return [block];
    const first = index === 0;
    const cut = pasted(block.text, first, several, pasting);
    pasting ||= block.text.trimEnd().endsWith(':');
    return cut;
  });
};

const blocksOf = (lines: readonly string[]): Segment[] => {
  const blocks: Segment[] = [];
  let paragraph: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push({ text: paragraph.join('\n') });
    paragraph = [];
  };
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const quoted = runLength(lines, i, (other) => other.startsWith('>'));
    const table = quoted > 0 ? 0 : runLength(lines, i, isTableRow);
    const code = quoted > 0 || table > 1 ? 0 : codeRun(lines, i);
    if (quoted > 0 || table >= 2 || code >= 2) {
      flush();
      blocks.push({ mask: quoted > 0 ? 'quote' : table >= 2 ? 'text' : 'code' });
      i += quoted || (table >= 2 ? table : code);
      continue;
    }
    if (line.trim() === '') flush();
    else paragraph.push(line);
    i += 1;
  }
  flush();
  return blocks;
};

/** A row of a Markdown table. */
const isTableRow = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);

const runLength = (lines: readonly string[], from: number, holds: (line: string) => boolean): number => {
  let end = from;
  while (end < lines.length && holds(lines[end]!)) end++;
  return end - from;
};

/** Lines from here that are code: begun by one that surely is, with all that is indented below it. */
const codeRun = (lines: readonly string[], from: number): number =>
  isCode(lines[from]!) ? runLength(lines, from, (line) => isCode(line) || /^(?: {2,}|\t)\S/.test(line)) : 0;

const isCode = (line: string): boolean => {
  if (LIST_MARK.test(line)) return false;
  const bare = line.trim();
  if (/^[{}()[\]]+[;,]?$/.test(bare) || /[;{}]$/.test(bare)) return true;
  return CODE_START.test(bare) && /[:(){};=>'"]/.test(bare);
};

const pasted = (text: string, first: boolean, several: boolean, afterColon: boolean): Segment[] => {
  if (isList(text)) return [{ text }];
  const lead = leadOf(text);
  if (lead > 0) return [{ text: text.slice(0, lead) }, { mask: 'text' }];
  const limit = first ? LONG_FIRST : afterColon ? LONG_AFTER_COLON : LONG;
  const long = text.length > limit || (!first && lineCount(text) > MANY_LINES);
  return long && (several || !first) ? [{ mask: 'text' }] : [{ text }];
};

/** End of an instruction such as `Summarize the following article:` that has a long text behind it, else 0. */
const leadOf = (text: string): number => {
  const colon = text.slice(0, LEAD).search(/:\s/);
  return colon > 0 && text.length - colon > LONG ? colon + 1 : 0;
};

const lineCount = (text: string): number => text.split('\n').length;

const isList = (text: string): boolean => {
  const lines = text.split('\n');
  if (lines.length < 2) return false;
  return lines.filter((line) => LIST_MARK.test(line)).length * 2 >= lines.length;
};
