import { describe, expect, it } from 'vitest';
import { detect, engineConfig } from '../../../src/engine/index.ts';
import { observedColumns } from '../../support/observed-columns.ts';
import { poisoned } from '../../support/poisoned.ts';

/** Where a member's evidence is as strong as what links two accounts. */
const CORE = 0.5;

describe('a ring that copies what customers show, and leads them to what it shows', () => {
  const { events, framing, rings: planted, victims } = poisoned();
  const { rings } = detect(observedColumns([...events, ...framing]), engineConfig.parse({}));
  const members = rings.flatMap((ring) => ring.members);

  it('gets none of its own accounts out by it', () => {
    const found = new Set(members.map(({ account }) => account));
    for (const ring of planted)
      expect(ring.filter((account) => found.has(account)).length).toBeGreaterThan(0.8 * ring.length);
  });

  it('makes no customer core', () => {
    const core = members.filter(({ strength }) => strength >= CORE).map(({ account }) => account);
    expect(core.length).toBeGreaterThan(0);
    expect(core.filter((account) => victims.includes(account))).toEqual([]);
  });
});
