import type { ReportedRing } from './report.ts';

/** What a ring of this run is to the run before it. */
export const HOWS = ['new', 'grew', 'shrank', 'same', 'split', 'merged'] as const;
export type How = (typeof HOWS)[number];

export interface Change {
  readonly ring: ReportedRing;
  readonly how: How;
  /** Accounts of the rings that it came from; 0 for a new one. */
  readonly before: number;
}

/** How each ring came about; a ring that kept its size and nearly all of its accounts is the same. */
export const changesOf = (rings: readonly ReportedRing[]): Change[] =>
  rings.map((ring) => {
    const { formers } = ring;
    const [first] = formers;
    if (first === undefined) return { ring, how: 'new', before: 0 };
    if (formers.length > 1) return { ring, how: 'merged', before: formers.reduce((sum, { size }) => sum + size, 0) };
    const known = HOWS.find((how) => how === first.how);
    return { ring, how: known ?? 'same', before: first.size };
  });

/** Those that tell most first: by how many accounts they won or lost. What stayed the same is left out. */
export const notable = (changes: readonly Change[], most: number): Change[] =>
  changes
    .filter(({ how, ring, before }) => how !== 'same' || ring.size !== before)
    .toSorted(
      (a, b) => Math.abs(b.ring.size - b.before) - Math.abs(a.ring.size - a.before) || (a.ring.id < b.ring.id ? -1 : 1),
    )
    .slice(0, most);
