import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alertsOf, type Raised, type RingSeen, type Rule } from '../../../src/alerts/evaluate.ts';
import { RING_STATES } from '../../../src/fields.ts';

const HOUR = 3_600_000;
const when = fc.oneof(
  fc.record({
    kind: fc.constant('new_ring' as const),
    minScore: fc.double({ min: 0, max: 1, noNaN: true }),
    minSize: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('confirmed_ring_grew' as const), percent: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('dismissed_ring_back' as const) }),
  fc.record({ kind: fc.constant('slow_detection' as const), hours: fc.integer({ min: 1, max: 100 }) }),
);
const rules: fc.Arbitrary<Rule[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    name: fc.constant('n'),
    enabled: fc.boolean(),
    when,
    againPercent: fc.option(fc.integer({ min: 1, max: 100 })),
  }),
  { selector: ({ id }) => id },
);
const was = fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), size: fc.integer({ min: 2, max: 60 }) });
const rings: fc.Arbitrary<RingSeen[]> = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
    size: fc.integer({ min: 2, max: 60 }),
    firstSeen: fc.integer({ min: 0, max: 200 * HOUR }),
    state: fc.constantFrom(...RING_STATES),
    before: fc.option(was),
    decidedSize: fc.option(fc.integer({ min: 2, max: 60 })),
    dismissedTwin: fc.option(fc.constant('ring_gone')),
  }),
  { selector: ({ id }) => id },
);
const raised: fc.Arbitrary<Raised[]> = fc.uniqueArray(
  fc.record({
    rule: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
    ring: fc.constantFrom('a', 'b', 'c'),
    size: fc.integer({ min: 2, max: 60 }),
  }),
  { selector: ({ rule, ring }) => `${rule} ${ring}` },
);
const run = { publishedAt: 250 * HOUR };
const nameOf = ({ rule, ring }: { rule: Rule; ring: RingSeen }): string => `${rule.id} ${ring.id}`;

describe('alerts of a run', () => {
  test('are at most one a rule and ring, and of rules that are on', () => {
    fc.assert(
      fc.property(rules, rings, raised, (all, seen, before) => {
        const alerts = alertsOf(all, run, seen, before);
        expect(new Set(alerts.map(nameOf)).size).toBe(alerts.length);
        expect(alerts.every(({ rule }) => rule.enabled)).toBe(true);
      }),
    );
  });

  test('are not raised again when the same run is looked at again', () => {
    fc.assert(
      fc.property(rules, rings, raised, (all, seen, before) => {
        const alerts = alertsOf(all, run, seen, before);
        const now = alerts.map(({ rule, ring }) => ({ rule: rule.id, ring: ring.id, size: ring.size }));
        const kept = before.filter(({ rule, ring }) => !now.some((it) => it.rule === rule && it.ring === ring));
        const more = alertsOf(all, run, seen, [...kept, ...now]);
        expect(more).toEqual([]);
      }),
    );
  });

  test('come again only for a ring that has grown by the step of its rule', () => {
    fc.assert(
      fc.property(rules, rings, raised, (all, seen, before) => {
        const last = new Map(before.map(({ rule, ring, size }) => [`${rule} ${ring}`, size]));
        for (const alert of alertsOf(all, run, seen, before)) {
          const size = last.get(nameOf(alert));
          if (size === undefined) continue;
          const { when: condition, againPercent } = alert.rule;
          const step = condition.kind === 'confirmed_ring_grew' ? condition.percent : againPercent!;
          expect(alert.ring.size).toBeGreaterThanOrEqual(size * (1 + step / 100) - 1e-9);
        }
      }),
    );
  });

  test('do not depend on the order of rules, rings and former alerts, nor on what else is asked for', () => {
    fc.assert(
      fc.property(rules, rings, raised, (all, seen, before) => {
        const names = (alerts: ReturnType<typeof alertsOf>) => alerts.map((it) => `${nameOf(it)} ${it.text}`).sort();
        const whole = names(alertsOf(all, run, seen, before));
        expect(names(alertsOf(all.toReversed(), run, seen.toReversed(), before.toReversed()))).toEqual(whole);
        expect(all.flatMap((rule) => names(alertsOf([rule], run, seen, before))).sort()).toEqual(whole);
      }),
    );
  });

  test('of a stricter rule are among those of a laxer one, as long as nothing was raised before', () => {
    fc.assert(
      fc.property(rings, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }), (seen, limit, more) => {
        const of = (condition: Rule['when']) =>
          alertsOf([{ id: 'r', name: 'n', enabled: true, when: condition, againPercent: null }], run, seen, []).map(
            nameOf,
          );
        expect(of({ kind: 'slow_detection', hours: limit })).toEqual(
          expect.arrayContaining(of({ kind: 'slow_detection', hours: limit + more })),
        );
        expect(of({ kind: 'confirmed_ring_grew', percent: limit })).toEqual(
          expect.arrayContaining(of({ kind: 'confirmed_ring_grew', percent: limit + more })),
        );
      }),
    );
  });
});
