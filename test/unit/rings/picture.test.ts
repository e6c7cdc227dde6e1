import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawPicture, isHub, nodeBudget } from '../../../src/rings/picture.ts';
import type { EdgeRow, EvidenceRow, MemberRow } from '../../../src/rings/rows.ts';

const run = { id: 'run_1', startedAt: null, finishedAt: null };
const signal = (n: number, members: number): EvidenceRow => ({
  ...{ key: `ip:${n}`, type: 'ip', hint: `hint ${n}`, bits: 8 },
  ...{ members, accounts: members + 1, network: null },
});
const member = (n: number): MemberRow => ({
  ...{ id: `a${n}`, strength: 1 / (n + 1), bits: 9, cell: null, createdAt: null, firstSeen: null, lastSeen: null },
  ...{ requests: 5, status: 'active', evidenceCount: 0, evidence: [] },
});

/** A ring of any size with any evidence, in which member i shows every signal that i divides. */
const drawn = fc
  .record({
    limit: fc.integer({ min: 10, max: 60 }),
    size: fc.integer({ min: 0, max: 90 }),
    hub: fc.integer({ min: 2, max: 40 }),
    reaches: fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 30 }),
  })
  .map(({ limit, size, hub, reaches }) => {
    const evidence = reaches.map((members, n) => signal(n, members));
    const budget = nodeBudget(limit, size, evidence);
    const members = Array.from({ length: budget.members }, (_, n) => member(n));
    const edges = members.flatMap(({ id }, i): EdgeRow[] =>
      budget.signals
        .filter((each, n) => !isHub(each, hub) && i % (n + 2) === 0)
        .map(({ key }) => ({ account: id, signal: key, relationship: 'CONNECTED_FROM', count: 2, first: 0, last: 1 })),
    );
    const picture = drawPicture({ run, ring: 'ring_a', size, hub, signals: budget.signals, members, edges });
    return { limit, size, hub, picture };
  });

describe('the picture of a ring', () => {
  it('has no more nodes than asked for, each named once, and counts every member that is not drawn', () => {
    fc.assert(
      fc.property(drawn, ({ limit, size, picture }) => {
        expect(picture.nodes.length).toBeLessThanOrEqual(limit);
        expect(new Set(picture.nodes.map((node) => node.id)).size).toBe(picture.nodes.length);
        const rest = picture.nodes.find((node) => node.kind === 'rest');
        expect(picture.membersDrawn + (rest?.members ?? 0)).toBe(size);
      }),
    );
  });

  it('joins every node to the ring, directly or over another, by lines between its own nodes', () => {
    fc.assert(
      fc.property(drawn, ({ picture }) => {
        const names = new Set(picture.nodes.map((node) => node.id));
        const near = new Map([...names].map((name) => [name, [] as string[]]));
        for (const { source, target } of picture.edges) {
          near.get(source)!.push(target);
          near.get(target)!.push(source);
        }
        for (const name of names) expect(name === 'ring:ring_a' || near.get(name)!.length > 0).toBe(true);
      }),
    );
  });

  it('draws a signal as a hub exactly when more members show it than asked, with one line', () => {
    fc.assert(
      fc.property(drawn, ({ hub, picture }) => {
        for (const node of picture.nodes) {
          if (node.kind === 'signal') expect(node.members).toBeLessThanOrEqual(hub);
          if (node.kind !== 'hub') continue;
          expect(node.members).toBeGreaterThan(hub);
          const lines = picture.edges.filter((edge) => edge.source === node.id || edge.target === node.id);
          expect(lines).toEqual([{ source: node.id, target: 'ring:ring_a', kind: 'hub', weight: node.members }]);
        }
      }),
    );
  });
});
