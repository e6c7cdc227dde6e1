import { describe, expect, it } from 'vitest';
import type { Ring } from '../../../src/engine/result.ts';
import { ringsHash } from '../../../src/engine/support/canonical-hash.ts';

const member = (account: string, signals: readonly string[]) => ({ account, strength: 0.5, bits: 30, signals });
const evidence = (signal: string) => ({ signal, type: 'device', bits: 9, members: 2, accounts: 3 });
const ring: Ring = {
  ...{ id: 'ring_a', score: 0.9, features: { size: 2, cohesion: 1 }, summary: 'two', cells: [] },
  ...{ firstSeen: 1, lastSeen: 2, requests: 3 },
  members: [member('a', ['d1', 'd2']), member('b', ['d2'])],
  evidence: [evidence('d1'), evidence('d2')],
};

describe('the hash of rings', () => {
  it('does not depend on the order in which fields were written', () => {
    const turned = Object.fromEntries(Object.entries(ring).reverse()) as unknown as Ring;
    expect(ringsHash([turned])).toBe(ringsHash([ring]));
  });

  it('is another one when anything is said otherwise of a ring or a member, or of a signal that a member shows', () => {
    const others: Ring[] = [
      { ...ring, id: 'ring_b' },
      { ...ring, features: { size: 2, cohesion: 0.5 } },
      { ...ring, evidence: [evidence('d1'), { ...evidence('d2'), accounts: 4 }] },
      { ...ring, evidence: [evidence('d1'), { ...evidence('d2'), trait: 'VPN' }] },
      ...[
        [member('a', ['d1', 'd2']), member('c', ['d2'])],
        [member('a', ['d1', 'd2']), { ...member('b', ['d2']), strength: 0.6 }],
        [member('a', ['d1', 'd2']), { ...member('b', ['d2']), bits: 31 }],
        [member('a', ['d1', 'd3']), member('b', ['d3'])],
        [member('a', ['d2', 'd1']), member('b', ['d2'])],
        [member('a', ['d1']), member('b', ['d2', 'd2'])],
        [member('b', ['d2']), member('a', ['d1', 'd2'])],
        [member('a', ['d1', 'd2']), member('b', [])],
      ].map((members): Ring => ({ ...ring, members })),
    ];
    const hashes = [...others.map((other) => [other]), [ring], [ring, ring], []].map(ringsHash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
