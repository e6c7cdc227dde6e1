import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mix32 } from '../input/canonical-order.ts';

/** Uniform in [0, 1), repeatable: a stream of its own for each (seed, purpose). */
export const randomStream = (seed: number, purpose: number): (() => number) => {
  const generator = xoroshiro128plus(mix32(seed ^ mix32(purpose)));
  return () => uniformFloat64(generator);
};
