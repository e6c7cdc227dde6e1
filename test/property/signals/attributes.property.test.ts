import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aggregate, fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';

const registry = signalRegistry([], {
  attributes: [
    { name: 'plan', type: 'text' },
    { name: 'spend', type: 'number' },
  ],
});
const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } });
const { observe } = observer({
  ...{ registry, fingerprint, templates: templateMiner({ fingerprint }) },
  futureToleranceMs: 0,
});
const sent = fc.record({
  time: fc.constantFrom('2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'),
  attributes: fc.record({ plan: fc.constantFrom('free', 'team'), spend: fc.nat(3) }, { requiredKeys: [] }),
});

it('of what was told of an account the newest stays, in whatever order it comes', () => {
  fc.assert(
    fc.property(fc.array(sent, { minLength: 1, maxLength: 8 }), (told) => {
      const events = told.map((one, n) => {
        const observed = observe({ id: String(n), account: 'a', kind: 'session', ...one }, Date.UTC(2027, 0, 1));
        if (!observed.ok) throw new Error('refused');
        return observed.event;
      });
      const [row] = aggregate(events, registry).accounts;
      expect(aggregate(events.toReversed(), registry).accounts[0]!.attributes).toEqual(row!.attributes);
      const kept = new Map(row!.attributes?.map(({ name, value, at }) => [name, { value, at }]));
      for (const name of ['plan', 'spend'] as const) {
        const tellings = told.filter(({ attributes }) => attributes[name] !== undefined);
        const newest = tellings.map(({ time }) => Date.parse(time)).sort((a, b) => b - a)[0];
        expect(kept.get(name)?.at).toBe(newest);
        const values = tellings
          .filter(({ time }) => Date.parse(time) === newest)
          .map(({ attributes }) => attributes[name]!);
        if (newest !== undefined) expect(kept.get(name)!.value).toBe(values.toSorted((a, b) => (a > b ? -1 : 1))[0]);
      }
    }),
  );
});
