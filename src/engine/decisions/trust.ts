import type { EngineConfig } from '../config.ts';

/** Appeals against bans that a signal was evidence of, by how they came out. */
export interface AppealsOf {
  readonly overturned: number;
  readonly upheld: number;
}

/**
 * What is left of a signal whose word was found wrong, 1 − most ≤ factor ≤ 1: the share of overturned appeals among those decided, with `prior` upheld
 * ones added (a Beta prior), so that one mistake costs a signal little and no number of them all of it. Overturned appeals lower it,
 * upheld ones raise it again, and none leave it at 1.
 */
export const trustIn = ({ overturned, upheld }: AppealsOf, { most, prior }: EngineConfig['appeals']): number =>
  overturned === 0 ? 1 : 1 - (most * overturned) / (overturned + upheld + prior);
