import { createHash } from 'node:crypto';
import type { Ring } from '../result.ts';
import { byText } from './text-order.ts';

const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([x], [y]) => byText(x, y))
      .map(([key, inner]) => [key, canonical(inner)]),
  );
};

/**
 * SHA-256 (hex) over the rings as JSON with sorted keys, ring by ring so that no text of all of them is ever held. Cells are left
 * out: they are a view of a ring, and rings that were the same before cells were told are the same still.
 */
export const ringsHash = (rings: readonly Ring[]): string => {
  const hash = createHash('sha256');
  for (const { cells: _, ...ring } of rings) hash.update(JSON.stringify(canonical(ring))).update('\n');
  return hash.digest('hex');
};
