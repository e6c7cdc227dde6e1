import { describe, expect, it } from 'vitest';
import type { Community } from '../../../src/engine/communities/community.ts';
import { cohesionIn, noLinks } from '../../../src/engine/communities/inside.ts';
import { denseGroups } from '../../../src/engine/increments/dense-groups.ts';
import { engineConfig } from '../../../src/engine/index.ts';

const config = engineConfig.parse({ minCohesion: 0.2 });

/** Members from `first` on, of whom each has so many links inside. */
const community = (first: number, degrees: readonly number[], parts: readonly Community[] = []): Community => {
  const its = Float64Array.from(degrees);
  const members = Uint32Array.from(its, (_, place) => first + place);
  return { ...noLinks(its.length), members, degrees: its, cohesion: cohesionIn(its), crossing: 0, parts };
};

describe('dense groups', () => {
  it('are the largest communities that are as dense as is not cut for being loose, with the members who are core with room to spare', () => {
    const part = community(10, [2, 2, 2]);
    const dense = community(10, [5, 5, 5, 1, 3, 5], [part]);
    const loose = community(0, [1, 1, ...new Array(14).fill(1)], [dense, community(4, [3, 3, 3, 3])]);
    expect(loose.cohesion).toBeLessThan(config.minCohesion);
    const groupOf = [...denseGroups([loose], 17, config)];
    expect(groupOf.slice(10, 16)).toEqual([1, 1, 1, 0, 1, 1]); // 1 of a median of 5 links is core, but hardly
    expect(groupOf.slice(4, 8)).toEqual([2, 2, 2, 2]);
    expect([0, 1, 2, 3, 8, 9, 16].map((a) => groupOf[a])).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });
});
