import { describe, expect, it } from 'vitest';
import { fingerprinter, MAX_PROBLEMS, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';

const registry = signalRegistry();
const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } });
const NOW = Date.UTC(2026, 2, 14, 20);
const { observe } = observer({
  registry,
  fingerprint,
  templates: templateMiner({ fingerprint }),
  futureToleranceMs: 300_000,
});

const valid = {
  id: 'evt_1',
  account: 'acct_1',
  kind: 'usage',
  time: '2026-03-14T19:20:05Z',
  signals: [
    { type: 'ip', value: '::ffff:203.0.113.7' },
    { type: 'payment_instrument', value: '4242 4242 4242 4242' },
    { type: 'prompt', value: 'Write a poem about "the sea"' },
  ],
  usage: { requests: 3, tokensIn: 10, model: 'large', stream: true },
};
const problems = (raw: unknown) => {
  const observed = observe(raw, NOW);
  return observed.ok ? [] : observed.problems.map((problem) => [problem.pointer, problem.reason]);
};

describe('an observed event', () => {
  it('holds keys, hints and prefixes in place of values', () => {
    expect(observe(valid, NOW)).toEqual({
      ok: true,
      event: {
        id: 'evt_1',
        account: 'acct_1',
        kind: 'usage',
        time: Date.UTC(2026, 2, 14, 19, 20, 5),
        signals: [
          { type: 'ip', key: 'ip:203.0.113.7', hint: '203.0.113.7', prefix: '203.0.113.0/24' },
          {
            type: 'payment_instrument',
            key: `payment_instrument:k1:${fingerprint('payment_instrument\u00004242424242424242').hex}`,
            hint: 'visa •••• 4242',
          },
          {
            type: 'prompt',
            key: `prompt:k1:${fingerprint('prompt\u0000write a poem about').hex}`,
            hint: 'write ▢ poem ▢ ‹quote› · 4 words',
          },
        ],
        usage: { requests: 3, tokensIn: 10, tokensOut: 0, toolCalls: 0, model: 'large', stream: true },
      },
    });
  });

  it('counts one request where usage does not say how many, and none without usage', () => {
    const usageOf = (raw: object) => {
      const observed = observe(raw, NOW);
      return observed.ok ? observed.event.usage : 'refused';
    };
    const { usage: _, ...bare } = valid;
    expect(usageOf({ ...valid, usage: {} })).toEqual({ requests: 1, tokensIn: 0, tokensOut: 0, toolCalls: 0 });
    expect(usageOf({ ...valid, usage: { requests: -0 } })).toMatchObject({ requests: 0 });
    expect(usageOf(bare)).toBeUndefined();
  });

  it('has a signal once, however often and in whatever spelling it was sent', () => {
    const signals = ['Jane.Doe@gmail.com', 'janedoe+x@googlemail.com'].map((value) => ({ type: 'email', value }));
    const observed = observe({ ...valid, signals }, NOW);
    expect(observed.ok && observed.event.signals).toHaveLength(1);
  });

  it('asks the prompt templates it was given', () => {
    const own = observer({
      registry,
      fingerprint,
      templates: {
        template: (_, account) => ({ id: `k1:mined for ${account}`, hint: 'mined template' }),
        find: () => null,
      },
      futureToleranceMs: 0,
    });
    const observed = own.observe(valid, NOW);
    expect(observed.ok && observed.event.signals[2]).toEqual({
      type: 'prompt',
      key: `prompt:k1:mined for ${valid.account}`,
      hint: 'mined template',
    });
  });
});

describe('a refused event', () => {
  it.each([null, 1, 'x', [valid], true])('that is no object says so (%#)', (raw) => {
    expect(observe(raw, NOW)).toEqual({
      ok: false,
      id: null,
      problems: [{ pointer: '', reason: 'must be an object' }],
    });
  });

  it('lists its problems with pointers and keeps its id for the answer', () => {
    const observed = observe(
      {
        ...valid,
        kind: 'login',
        time: 'yesterday',
        signals: [valid.signals[0], { type: 'ip', value: 'x' }, { type: 'y' }],
      },
      NOW,
    );
    expect(observed).toMatchObject({ ok: false, id: 'evt_1' });
    expect(!observed.ok && observed.problems.map((problem) => problem.pointer)).toEqual([
      '/kind',
      '/time',
      '/signals/1/value',
      '/signals/2/type',
      '/signals/2/value',
    ]);
  });

  it.each<[string, object, string, RegExp]>([
    ['an unknown member', { 'jane@example.com': 1 }, '', /unknown member/],
    ['a member called __proto__', JSON.parse('{"__proto__": 1}'), '', /unknown member/],
    ['an unknown member of a signal', { signals: [{ ...valid.signals[0], seen: 1 }] }, '/signals/0', /unknown member/],
    ['an unknown member of usage', { usage: { cost: 1 } }, '/usage', /unknown member/],
    ['no id', { id: undefined }, '/id', /1–200/],
    ['a long id', { id: 'x'.repeat(201) }, '/id', /1–200/],
    ['a control character in the account', { account: 'a\nb' }, '/account', /control/],
    ['half a surrogate pair in the account', { account: 'a\ud800' }, '/account', /surrogate/],
    ['a reversed account', { account: 'a\u202eb' }, '/account', /invisible/],
    ['a time as a number', { time: 1_773_516_005 }, '/time', /RFC 3339/],
    ['a time too far ahead', { time: '2026-03-14T20:05:01Z' }, '/time', /300 seconds in the future/],
    ['signals that are no array', { signals: {} }, '/signals', /array/],
    ['too many signals', { signals: Array(65).fill(valid.signals[0]) }, '/signals', /64/],
    ['a signal that is no object', { signals: ['ip'] }, '/signals/0', /object/],
    [
      'a type named like a member of every object',
      { signals: [{ type: 'constructor', value: 'x' }] },
      '/signals/0/type',
      /one of/,
    ],
    ['an empty value', { signals: [{ type: 'ip', value: '' }] }, '/signals/0/value', /empty/],
    ['a value that is a number', { signals: [{ type: 'phone', value: 49301234567 }] }, '/signals/0/value', /string/],
    ['a long value', { signals: [{ type: 'user_agent', value: 'x'.repeat(2049) }] }, '/signals/0/value', /2048/],
    ['a long prompt', { signals: [{ type: 'prompt', value: 'x'.repeat(65_537) }] }, '/signals/0/value', /65536/],
    ['usage that is null', { usage: null }, '/usage', /object/],
    ['a negative count', { usage: { requests: -1 } }, '/usage/requests', /whole number/],
    ['half a request', { usage: { requests: 1.5 } }, '/usage/requests', /whole number/],
    ['too many requests', { usage: { requests: 1e9 + 1 } }, '/usage/requests', /whole number/],
    ['a long model name', { usage: { model: 'x'.repeat(65) } }, '/usage/model', /1–64/],
    ['a stream that is no boolean', { usage: { stream: 1 } }, '/usage/stream', /true or false/],
  ])('with %s points at it', (_, change, pointer, reason) => {
    const raw = Object.defineProperties({ ...valid }, Object.getOwnPropertyDescriptors(change));
    expect(problems(raw)).toEqual([[pointer, expect.stringMatching(reason)]]);
  });

  it('may lie as far ahead as the tolerance, and no further', () => {
    expect(problems({ ...valid, time: '2026-03-14T20:05:00Z' })).toEqual([]);
  });

  it(`says at most ${MAX_PROBLEMS} problems`, () => {
    expect(problems({ ...valid, signals: Array(64).fill(null) })).toHaveLength(MAX_PROBLEMS);
  });

  it('does not quote what a normaliser of another make throws', () => {
    const throwing = observer({
      registry,
      fingerprint,
      templates: {
        template: (prompt) => {
          throw new Error(`cannot read ${prompt}`);
        },
        find: () => null,
      },
      futureToleranceMs: 0,
    });
    const observed = throwing.observe(valid, NOW);
    expect(observed).toMatchObject({
      ok: false,
      problems: [{ pointer: '/signals/2/value', reason: 'cannot be read as prompt' }],
    });
    expect(JSON.stringify(observed)).not.toContain('poem');
  });
});
