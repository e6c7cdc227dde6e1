import { finder, type Meter, type Segment } from './segments.ts';

// Tags that people put around what they paste. Others, such as <instructions>, hold the prompt itself.
const CONTENT_TAGS =
  'article|body|chat|code|content|context|conversation|csv|data|diff|doc|docs|document|documents|email|example|examples|' +
  'excerpt|file|html|input|json|log|logs|message|note|notes|paper|paragraph|passage|post|question|review|snippet|source|' +
  'text|thread|transcript|user_input|xml';
const OPENER = new RegExp(`\`{3,}|~{3,}|"""|'''|<(${CONTENT_TAGS})>`, 'i');

/**
 * Cuts out what stands between delimiters that may span lines: fences of code, triple quotes, tags around pasted content.
 * A fence that nobody closes runs to the end, as in Markdown; other openers without an end are text.
 */
export const cutDelimited = (text: string, meter: Meter): Segment[] => {
  meter.steps += text.length;
  if (text.search(OPENER) < 0) return [{ text }];
  const segments: Segment[] = [];
  const lowered = text.toLowerCase();
  const aligned = lowered.length === text.length;
  const finders = new Map<string, (from: number) => number>();
  const next = (delimiter: string, from: number): number => {
    let find = finders.get(delimiter);
    if (find === undefined) {
      find = finder(aligned ? lowered : text, delimiter, meter);
      finders.set(delimiter, find);
    }
    return find(from);
  };
  let standing = 0;
  const opener = new RegExp(OPENER, 'gi');
  for (let match = opener.exec(text); match !== null; match = opener.exec(text)) {
    const afterOpener = match.index + match[0].length;
    const tag = match[1]?.toLowerCase();
    const fence = match[0].startsWith('`') || match[0].startsWith('~');
    const closer = tag === undefined ? match[0].slice(0, 3) : `</${tag}>`;
    const close = next(closer, afterOpener);
    if (close < 0 && !(fence && isLineStart(text, match.index))) continue;
    if (match.index > standing) segments.push({ text: text.slice(standing, match.index) });
    segments.push({ mask: fence || tag === 'code' ? 'code' : 'text' });
    standing = close < 0 ? text.length : close + closer.length;
    while (fence && text[standing] === closer[0]) standing++;
    opener.lastIndex = standing;
  }
  if (standing < text.length) segments.push({ text: text.slice(standing) });
  return segments;
};

const isLineStart = (text: string, at: number): boolean => at === 0 || text[at - 1] === '\n';
