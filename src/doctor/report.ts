import type { Check, CheckState } from './check.ts';

export interface Report {
  readonly healthy: boolean;
  readonly counts: Readonly<Record<CheckState, number>>;
  readonly checks: readonly Check[];
}

/** `strict`: warnings are as bad as failures. */
export const reportOf = (checks: readonly Check[], strict: boolean): Report => {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const counts = { ok: count('ok'), warning: count('warning'), failure: count('failure'), skipped: count('skipped') };
  return { healthy: counts.failure === 0 && !(strict && counts.warning > 0), counts, checks };
};

const SIGNS: Readonly<Record<CheckState, { word: string; colour: number }>> = {
  ok: { word: 'ok', colour: 32 },
  warning: { word: 'warning', colour: 33 },
  failure: { word: 'FAILURE', colour: 31 },
  skipped: { word: 'skipped', colour: 90 },
};

const TITLE_WIDTH = 28;
const WORD_WIDTH = 8;

/** One check as lines of text; what is to be done stands below what was found. */
export const checkLines = ({ state, title, found, mend }: Check, colours: boolean): string => {
  const { word, colour } = SIGNS[state];
  const sign = word.padEnd(WORD_WIDTH);
  const indent = ' '.repeat(TITLE_WIDTH + WORD_WIDTH);
  const [first = '', ...rest] = found.split('\n').map(printable);
  const lines = [`${colours ? `\u001b[${colour}m${sign}\u001b[0m` : sign}${title.padEnd(TITLE_WIDTH)}${first}`];
  for (const line of rest) lines.push(`${indent}${line}`);
  for (const line of mend?.split('\n') ?? []) lines.push(`${indent}→ ${printable(line)}`);
  return `${lines.join('\n')}\n`;
};

export const summaryLine = ({ counts }: Report): string => {
  const parts = [`${counts.ok} ok`];
  if (counts.warning > 0) parts.push(`${counts.warning} ${counts.warning === 1 ? 'warning' : 'warnings'}`);
  if (counts.failure > 0) parts.push(`${counts.failure} ${counts.failure === 1 ? 'failure' : 'failures'}`);
  if (counts.skipped > 0) parts.push(`${counts.skipped} skipped`);
  return `${parts.join(', ')}\n`;
};

/** Names in the graph and paths come from elsewhere: what steers a terminal is shown as a dot. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}/gu, '·');
