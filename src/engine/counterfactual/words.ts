import { spoken } from '../rings/summary.ts';
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

const apart = (parts: readonly number[]): string => {
  const count = parts.reduce((sum, size) => sum + size, 0);
  if (count === 0) return '';
  return parts.length === 1
    ? `, ${count} of them as a group of their own`
    : `, ${count} of them in ${parts.length} groups of their own`;
};

/** "Without this device 14 of 60 accounts leave; the ring's score falls from .98 to .91." */
export const withoutInWords = (
  away: SpokenAway,
  { leave, stay, parts, score: after, ring }: Counterfactual,
  before: number,
): string => {
  const size = leave.length + stay;
  const end = ring ? became(before, after) : 'what is left is not enough for a ring';
  return `Without ${named(away)} ${accounts(leave.length, size)}${apart(parts)}; ${end}.`;
};
