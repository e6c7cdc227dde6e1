import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  eventSchema,
  fingerprinter,
  MAX_PROBLEMS,
  observer,
  signalRegistry,
  templateMiner,
} from '../../../src/signals/index.ts';
import { anyText, sentEvent } from './arbitraries.ts';

const registry = signalRegistry(
  [
    {
      ...{ name: 'hashtag', label: 'Hashtag', relationship: 'TAGGED', kind: 'behaviour', privacy: 'keyed' },
      ...{ strength: 0.4, description: '' },
    },
  ],
  {
    attributes: [
      { name: 'plan', type: 'text' },
      { name: 'spend', type: 'number' },
      { name: 'trial', type: 'boolean' },
    ],
  },
);
const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } });
const NOW = Date.UTC(2100, 0, 1);
const { observe } = observer({
  registry,
  fingerprint,
  templates: templateMiner({ fingerprint }),
  futureToleranceMs: 0,
});
const schema = eventSchema(registry);

describe('observing', () => {
  it('takes exactly the events that the schema takes', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(sentEvent, (raw) => {
        const observed = observe(raw, NOW);
        expect(observed.ok).toBe(schema.safeParse(raw).success);
        seen[observed.ok ? 'taken' : 'refused'] += 1;
      }),
      { numRuns: 5000 },
    );
    expect(seen.taken).toBeGreaterThan(500);
    expect(seen.refused).toBeGreaterThan(500);
  });

  it('reads usage as the schema does', () => {
    fc.assert(
      fc.property(sentEvent, (raw) => {
        const observed = observe(raw, NOW);
        if (!observed.ok) return;
        const usage = schema.parse(raw).usage;
        // Addition turns the -0 of JSON into 0.
        expect(observed.event.usage).toEqual(usage === undefined ? undefined : JSON.parse(JSON.stringify(usage)));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, whatever JSON comes, and points into it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), sentEvent), (raw) => {
        const observed = observe(raw, NOW);
        if (observed.ok) return;
        expect(observed.problems.length).toBeGreaterThan(0);
        expect(observed.problems.length).toBeLessThanOrEqual(MAX_PROBLEMS);
        for (const { pointer } of observed.problems) {
          expect(pointer).toMatch(
            /^(?:|\/(?:id|account|kind|time|usage|attributes)|\/(?:usage|attributes)\/[a-zA-Z]+|\/signals(?:\/\d+(?:\/(?:type|value))?)?)$/,
          );
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never repeats a value or an unknown name in a problem', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{8,12}$/).map((text) => `Zq${text}`);
    const planted = (text: string) =>
      fc.record(
        {
          account: fc.constantFrom<unknown>(`${text}\u0000`, [text]),
          kind: fc.constant(text),
          time: fc.constantFrom(text, `2026-03-14T19:20:05Z${text}`),
          signals: fc.oneof(
            fc.array(
              fc.record({
                type: fc.constantFrom('ip', 'email', 'phone', 'payment_instrument', 'tls_fingerprint', 'prompt', text),
                value: fc.constantFrom<unknown>(text, `${text}@${text}`, `+${text}`, `${text}\ud800`, `4242 ${text}`, {
                  [text]: 1,
                }),
                [text]: fc.constant(1),
              }),
            ),
            fc.constant(text),
          ),
          usage: fc.constantFrom<unknown>({ [text]: 1 }, { model: { [text]: 1 }, requests: text }, text),
          [text]: fc.constant(text),
        },
        { requiredKeys: ['kind'] },
      );
    fc.assert(
      fc.property(
        secret.chain((text) => fc.tuple(fc.constant(text), planted(text))),
        ([text, raw]) => {
          const observed = observe(raw, NOW);
          expect(observed.ok).toBe(false);
          expect(JSON.stringify(observed).toLowerCase()).not.toContain(text.toLowerCase());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('leaves nothing of keyed values and prompts in an event but the last four characters of long tokens', () => {
    const secret = fc.stringMatching(/^[a-z]{12,20}$/).map((text) => `zq${text}`);
    const keyed = fc.constantFrom(
      (text: string) => ({ type: 'email', value: `${text}@${text}.example` }),
      (text: string) => ({ type: 'email', value: `${text}@gmail.com` }),
      (text: string) => ({ type: 'device', value: text }),
      (text: string) => ({ type: 'payment_instrument', value: `fp_${text}` }),
      (text: string) => ({ type: 'billing_address', value: `1 ${text}, Springfield` }),
      (text: string) => ({ type: 'hashtag', value: text }),
      (text: string) => ({ type: 'prompt', value: `Write to ${text} about "${text}" and ${text}.py` }),
    );
    fc.assert(
      fc.property(secret, keyed, (text, signalOf) => {
        const raw = { id: '1', account: 'a', kind: 'signup', time: '2026-03-14T19:20:05Z', signals: [signalOf(text)] };
        const observed = observe(raw, NOW);
        expect(observed.ok).toBe(true);
        const written = JSON.stringify(observed).toLowerCase();
        for (let i = 0; i + 5 <= text.length; i++) expect(written).not.toContain(text.slice(i, i + 5));
      }),
    );
  });

  it('takes any text as a prompt unless nothing in it is to be seen', () => {
    fc.assert(
      fc.property(anyText(200), (value) => {
        const raw = {
          id: '1',
          account: 'a',
          kind: 'usage',
          time: '2026-03-14T19:20:05Z',
          signals: [{ type: 'prompt', value }],
        };
        const observed = observe(raw, NOW);
        if (observed.ok) expect(observed.event.signals[0]?.key).toMatch(/^prompt:k1:[0-9a-f]{32}$/);
        else expect(observed.problems).toEqual([{ pointer: '/signals/0/value', reason: 'is empty' }]);
      }),
      { numRuns: 1000 },
    );
  });
});
