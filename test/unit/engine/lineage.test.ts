import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/config.ts';
import type { UnnamedRing } from '../../../src/engine/rings/evidence.ts';
import { nameRings, ringId } from '../../../src/engine/rings/lineage.ts';

const config = engineConfig.parse({});
const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `a${String(from + i).padStart(3, '0')}`);
const ring = (accounts: readonly string[], score = 0.9): UnnamedRing => ({
  score,
  members: accounts.map((account) => ({ account, strength: 1, bits: 30, signals: [] })),
  evidence: [],
  features: {},
  firstSeen: 0,
  lastSeen: 1,
  requests: 0,
  summary: '',
  cells: [],
});

describe('lineage', () => {
  it('names a ring by its members, whatever their order', () => {
    expect(ringId(['b', 'a'], new Set())).toMatch(/^ring_[a-z2-7]{12}$/);
    expect(ringId(['b', 'a'], new Set())).toBe(ringId(['a', 'b'], new Set()));
    expect(ringId(['ab', 'c'], new Set())).not.toBe(ringId(['a', 'bc'], new Set()));
  });

  it('gives another id, the same each time, when the id is taken', () => {
    const first = ringId(['a', 'b'], new Set());
    const second = ringId(['a', 'b'], new Set([first]));
    expect(second).not.toBe(first);
    expect(ringId(['a', 'b'], new Set([first]))).toBe(second);
  });

  it('keeps the id of a ring that stays, grows or shrinks', () => {
    const previous = [
      { id: 'ring_stays', accounts: ids(0, 50) },
      { id: 'ring_grows', accounts: ids(100, 120) },
      { id: 'ring_shrinks', accounts: ids(200, 260) },
    ];
    const { rings, lineage, counters } = nameRings(
      [ring(ids(0, 49)), ring(ids(100, 160)), ring(ids(200, 220))],
      previous,
      config,
    );
    expect(new Set(rings.map(({ id }) => id))).toEqual(new Set(previous.map(({ id }) => id)));
    expect(lineage.map(({ from, to, how }) => [from, to, how])).toEqual([
      ['ring_grows', 'ring_grows', 'grew'],
      ['ring_shrinks', 'ring_shrinks', 'shrank'],
      ['ring_stays', 'ring_stays', 'same'],
    ]);
    expect(counters).toEqual({ previous: 3, kept: 3, new: 0, ended: 0 });
  });

  it('gives the id to the larger part of a ring that split, and records both', () => {
    const { rings, lineage } = nameRings(
      [ring(ids(0, 20)), ring(ids(20, 60))],
      [{ id: 'ring_old', accounts: ids(0, 60) }],
      config,
    );
    expect(rings.find(({ id }) => id === 'ring_old')!.members).toHaveLength(40);
    expect(lineage.map(({ from, how }) => [from, how])).toEqual([
      ['ring_old', 'split'],
      ['ring_old', 'split'],
    ]);
  });

  it('records a merger, under the id of the ring that gave more', () => {
    const previous = [
      { id: 'ring_small', accounts: ids(0, 20) },
      { id: 'ring_large', accounts: ids(20, 60) },
    ];
    const { rings, lineage } = nameRings([ring(ids(0, 60))], previous, config);
    expect(rings.map(({ id }) => id)).toEqual(['ring_large']);
    expect(lineage.map(({ from, to, how }) => [from, to, how])).toEqual([
      ['ring_large', 'ring_large', 'merged'],
      ['ring_small', 'ring_large', 'merged'],
    ]);
  });

  it('does not call a ring a successor for a few shared accounts', () => {
    const { rings, lineage, counters } = nameRings(
      [ring(ids(55, 155))],
      [{ id: 'ring_old', accounts: ids(0, 60) }],
      config,
    );
    expect(rings[0]!.id).not.toBe('ring_old');
    expect(lineage).toEqual([]);
    expect(counters).toEqual({ previous: 1, kept: 0, new: 1, ended: 1 });
  });

  it('does not depend on the order of the last rings or of these', () => {
    const previous = [
      { id: 'ring_x', accounts: ids(0, 30) },
      { id: 'ring_y', accounts: ids(30, 60) },
    ];
    const now = [ring(ids(0, 15)), ring(ids(15, 45)), ring(ids(45, 60))];
    const one = nameRings(now, previous, config);
    const two = nameRings(now.toReversed(), previous.toReversed(), config);
    expect(two).toEqual(one);
  });
});
