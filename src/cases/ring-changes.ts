/** When a closed case is opened again because its ring is another one than was decided on. */
export interface ReopenRule {
  /** Share that a ring must have grown by since the case last spoke of its size; 0 for never. */
  readonly grewBy: number;
  readonly split: boolean;
  readonly merged: boolean;
}

/** A ring as the case last spoke of it. */
export interface SpokenOf {
  readonly id: string;
  readonly size: number;
  /** The case has said that the published run has it no more. */
  readonly gone: boolean;
}

/** A ring of the published run that came from it, and how, over all runs between (`same`, `grew`, `shrank`, `split`, `merged`). */
export interface Successor {
  readonly id: string;
  readonly size: number;
  readonly how: readonly string[];
}

export const RING_CHANGES = ['split', 'merged', 'grew', 'ended', 'returned'] as const;
export type RingChangeKind = (typeof RING_CHANGES)[number];

export interface RingChange {
  readonly kinds: readonly RingChangeKind[];
  /** Accounts that the case knew of, and those of the ring that goes on; null where none does. */
  readonly sizeBefore: number;
  readonly sizeNow: number | null;
  /** Other rings of the published run that its accounts went on in: the case goes on with them. */
  readonly parts: readonly string[];
  readonly reopen: boolean;
}

/** Growth that is worth a word where no rule says how much. */
const WORTH_SAYING = 0.2;

/**
 * What a case has to say of its ring after a run; null for nothing. Growth counts from the size that the case last spoke of, so a ring that
 * creeps up by little in every run is noticed all the same. `own` is the size of the ring of that id in the published run.
 */
export const ringChangeOf = (
  ring: SpokenOf,
  own: number | null,
  successors: readonly Successor[],
  rule: ReopenRule,
): RingChange | null => {
  const largest = successors.reduce<Successor | null>(
    (best, it) => (best === null || it.size > best.size ? it : best),
    null,
  );
  const sizeNow = own ?? largest?.size ?? null;
  const said = { sizeBefore: ring.size, sizeNow, parts: partsOf(ring.id, successors) };
  if (sizeNow === null) return ring.gone ? null : { ...said, kinds: ['ended'], reopen: false };
  const split = successors.length > 1;
  const merged = successors.some(({ how }) => how.includes('merged'));
  const grewBy = rule.grewBy > 0 ? rule.grewBy : WORTH_SAYING;
  const grew = sizeNow >= ring.size * (1 + grewBy) && sizeNow > ring.size;
  const kinds: RingChangeKind[] = [];
  if (split) kinds.push('split');
  if (merged) kinds.push('merged');
  if (grew) kinds.push('grew');
  if (ring.gone) kinds.push('returned');
  if (kinds.length === 0) return null;
  const reopen = (split && rule.split) || (merged && rule.merged) || (grew && rule.grewBy > 0);
  return { ...said, kinds, reopen };
};

const partsOf = (ring: string, successors: readonly Successor[]): string[] =>
  successors.flatMap(({ id }) => (id === ring ? [] : [id])).sort();
