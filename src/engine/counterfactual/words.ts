import { plural, spoken } from '../rings/summary.ts';
import type { Counterfactual } from './questions.ts';

/** What was thought away, for a sentence that begins with "Without". */
export type SpokenAway =
  | { readonly kind: 'signal'; readonly type: string }
  | { readonly kind: 'type'; readonly type: string; readonly signals: number }
  | { readonly kind: 'window'; readonly start: string };

const score = (value: number): string => (value >= 0.995 ? '1.00' : value.toFixed(2).slice(1));

const accounts = (count: number, of: number): string =>
  count === 0 ? 'nobody leaves' : `${count} of ${of} accounts ${count === 1 ? 'leaves' : 'leave'}`;

const named = (away: SpokenAway): string => {
  if (away.kind === 'signal') return `this ${spoken(away.type)}`;
  if (away.kind === 'window') return `the 8 hours from ${away.start}`;
  return away.signals === 1
    ? `its ${spoken(away.type)}`
    : `all ${away.signals} signals of the type ${spoken(away.type)}`;
};

const became = (before: number, after: number): string => {
  const [was, is] = [score(before), score(after)];
  if (was === is) return `the ring's score stays at ${was}`;
  return `the ring's score ${after < before ? 'falls' : 'rises'} from ${was} to ${is}`;
};

const apart = (parts: readonly number[], leave: number): string => {
  const count = parts.reduce((sum, size) => sum + size, 0);
  if (count === 0) return '';
  const groups = parts.length === 1 ? 'as a group of their own' : `as ${parts.length} groups of their own`;
  return count === leave ? ` ${groups}` : `, ${count} of them ${groups}`;
};

/** "Without this device 14 of 60 accounts leave; the ring's score falls from .98 to .91." */
export const withoutInWords = (
  away: SpokenAway,
  { leave, stay, parts, score: after, ring }: Counterfactual,
  before: number,
): string => {
  const size = leave.length + stay;
  const end = ring ? became(before, after) : 'what is left is not enough for a ring';
  return `Without ${named(away)} ${accounts(leave.length, size)}${apart(parts, leave.length)}; ${end}.`;
};

/** "Linked with 24 other members; without 2 prompts and 1 device it would not be in the ring." */
export const outInWords = (links: number, out: readonly string[] | null): string => {
  if (out === null) return 'The evidence that the run kept shows no link of this account with another member.';
  const counts = new Map<string, number>();
  for (const type of out) counts.set(type, (counts.get(type) ?? 0) + 1);
  const named = [...counts].map(([type, count]) => plural(count, spoken(type)));
  const list = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  return `Linked with ${plural(links, 'other member')}; without ${list} of its own it would not be in the ring.`;
};
