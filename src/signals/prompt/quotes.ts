import { finder, type Meter, type Segment } from './segments.ts';

/** Opening mark → closing marks, after the habits of several languages (“English”, „Deutsch“, «français», 「日本語」). */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
  '"': ['"'],
  "'": ["'"],
  '`': ['`'],
  '“': ['”'],
  '”': ['”'],
  '„': ['“', '”'],
  '‘': ['’'],
  '‚': ['‘', '’'],
  '«': ['»'],
  '»': ['«'],
  '‹': ['›'],
  '›': ['‹'],
  '「': ['」'],
  '『': ['』'],
};
const OPENER = /["'`“”„‘‚«»‹›「『]/;
/** Marks that are apostrophes, inches or minutes as well: they quote only at the edges of words. */
const AMBIGUOUS: ReadonlySet<string> = new Set(['"', "'", '‘', '’', '”']);
const WORD = /[\p{L}\p{N}]/u;

/** Cuts quoted strings and inline code out of one paragraph. A mark without a partner is text. */
export const cutQuotes = (text: string, meter: Meter): Segment[] => {
  meter.steps += text.length;
  if (!OPENER.test(text)) return [{ text }];
  const segments: Segment[] = [];
  const finders = new Map<string, (from: number) => number>();
  const nextClose = (mark: string, from: number): number => {
    let find = finders.get(mark);
    if (find === undefined) {
      find = AMBIGUOUS.has(mark) ? closerFinder(text, mark, meter) : finder(text, mark, meter);
      finders.set(mark, find);
    }
    return find(from);
  };
  let standing = 0;
  const opener = new RegExp(OPENER, 'g');
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const at = match.index;
    const mark = match[0];
    if (AMBIGUOUS.has(mark) && at > 0 && WORD.test(text[at - 1]!)) continue;
    const closes = PAIRS[mark]!.map((closer) => nextClose(closer, at + 1)).filter((close) => close > 0);
    if (closes.length === 0) continue;
    if (at > standing) segments.push({ text: text.slice(standing, at) });
    segments.push({ mask: mark === '`' ? 'code' : 'quote' });
    standing = Math.min(...closes) + 1;
    opener.lastIndex = standing;
  }
  if (standing < text.length) segments.push({ text: text.slice(standing) });
  return segments;
};

/** As `finder`, but only marks that no letter or digit follows: the apostrophe of `don't` closes nothing. */
const closerFinder = (text: string, mark: string, meter: Meter): ((from: number) => number) => {
  const find = finder(text, mark, meter);
  return (from) => {
    let at = find(from);
    while (at >= 0 && at + 1 < text.length && WORD.test(text[at + 1]!)) at = find(at + 1);
    return at;
  };
};
