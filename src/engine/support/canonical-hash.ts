import { createHash } from 'node:crypto';
import type { Ring } from '../result.ts';
import { byText } from './text-order.ts';

/** JSON with sorted keys, written at once: an object of its own for every object would cost as much again. */
const canonical = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string')
      ? JSON.stringify(value)
      : `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  members.sort(([x], [y]) => byText(x, y));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
};

/**
 * SHA-256 (hex) over the rings as JSON with sorted keys, ring by ring so that no text of all of them is ever held. Cells are left
 * out: they are a view of a ring, and rings that were the same before cells were told are the same still.
 */
export const ringsHash = (rings: readonly Ring[]): string => {
  const hash = createHash('sha256');
  for (const { cells: _, ...ring } of rings) hash.update(canonical(ring)).update('\n');
  return hash.digest('hex');
};
