import { plural, spoken } from '../rings/summary.ts';
import type { Place, RingMatch } from './match-index.ts';

const STANDS: Readonly<Record<Place, string>> = {
  core: 'Would be a core member',
  fringe: 'Would be on its fringe',
  apart: 'Would not be in it',
};

/** "Would be a core member: shares 2 prompts and 1 device with it (31 bits), and is tied to 28 of its 60 accounts, a middle member to 30." */
export const matchInWords = ({ place, evidence, bits, linked, median, members }: RingMatch): string => {
  const counts = new Map<string, number>();
  for (const { type } of evidence) counts.set(type, (counts.get(type) ?? 0) + 1);
  const named = [...counts].map(([type, count]) => plural(count, spoken(type)));
  const list = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const tied = linked === 0 ? 'none' : `${linked}`;
  return `${STANDS[place]}: shares ${list} with it (${Math.round(bits)} bits), and is tied to ${tied} of its ${members} accounts, a middle member to ${median}.`;
};
