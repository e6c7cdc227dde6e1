import fc from 'fast-check';
import { EVENT_KINDS, type ObservedEvent } from '../../../src/signals/index.ts';

/** Any UTF-16, half surrogate pairs and control characters included, with the characters that normalisers treat alike. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
        fc.constantFrom(...'@.+-_ 0aAzZ9"\'`\n\t\0İßſﬀΣς½①Å\u200b\u202e\u0301\u00ad'),
      ),
      { maxLength },
    )
    .map((units) => units.join(''));

const time = fc
  .date({ min: new Date(Date.UTC(2000, 0, 1)), max: new Date(Date.UTC(2099, 11, 31)), noInvalidDate: true })
  .map((date) => date.toISOString());

const count = fc.oneof(fc.nat(), fc.constantFrom(-0, 1e9, 1e9 + 1, 1e11, 1e11 + 1, 2 ** 53, 0.5, -1, '1', null, true));

const name = (max: number): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 20 }) },
    anyText(6),
    fc.constantFrom('', 'x'.repeat(max), 'x'.repeat(max + 1), 7, null, {}),
  );

/** Values that every normaliser of `signal` below takes, so that only an event's form decides. */
const signal = fc.record(
  {
    type: fc.constantFrom('user_agent', 'prompt', 'hashtag', 'nothing', 'constructor', 7),
    value: fc.constantFrom(
      'a',
      'agent',
      'x'.repeat(1024),
      'x'.repeat(2049),
      'x'.repeat(65_536),
      'x'.repeat(65_537),
      '',
      7,
      null,
    ),
    more: fc.constant(1),
  },
  { requiredKeys: ['type'] },
);
const goodSignal = fc.record({
  type: fc.constantFrom('user_agent', 'prompt', 'hashtag'),
  value: fc.constantFrom('a', 'bc'),
});

/** Events as senders might write them: mostly right, and wrong in every way that the form knows. */
export const sentEvent: fc.Arbitrary<unknown> = fc
  .record(
    {
      id: name(200),
      account: name(256),
      kind: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...EVENT_KINDS) }, fc.constantFrom('login', 7, null)),
      time: fc.oneof({ weight: 9, arbitrary: time }, fc.constantFrom('2026-02-30T00:00:00Z', 'now', 7, '')),
      signals: fc.oneof(
        { weight: 6, arbitrary: fc.array(goodSignal, { maxLength: 4 }) },
        { weight: 2, arbitrary: fc.array(signal, { maxLength: 3 }) },
        fc.constantFrom<unknown[]>(
          Array(64).fill({ type: 'hashtag', value: 'a' }),
          Array(65).fill({ type: 'hashtag', value: 'a' }),
          null,
          {},
        ),
      ),
      usage: fc.oneof(
        fc.record({ requests: fc.nat(1000), tokensIn: fc.nat(), stream: fc.boolean() }, { requiredKeys: [] }),
        fc.record(
          {
            requests: count,
            tokensIn: count,
            tokensOut: count,
            toolCalls: count,
            model: name(64),
            more: fc.constant(1),
          },
          { requiredKeys: [] },
        ),
        fc.record(
          { capability: name(64), client: name(64), stream: fc.constantFrom(true, 1, null) },
          { requiredKeys: [] },
        ),
        fc.constantFrom(null, [], 7),
      ),
      attributes: fc.oneof(
        {
          weight: 3,
          arbitrary: fc.record({ plan: fc.constantFrom('free', 'team'), spend: fc.nat() }, { requiredKeys: [] }),
        },
        fc.record(
          { plan: name(64), spend: count, trial: fc.constantFrom(true, 0, 'yes'), more: fc.constant(1) },
          { requiredKeys: [] },
        ),
        fc.constantFrom(null, [], 7),
      ),
    },
    { requiredKeys: [] },
  )
  .chain((event) => {
    const whole = fc.constant({ id: '1', account: 'a', kind: 'usage', time: '2026-03-14T19:20:05Z', ...event });
    return fc.oneof(
      { weight: 8, arbitrary: whole },
      { weight: 1, arbitrary: fc.constant(event) },
      { weight: 1, arbitrary: fc.tuple(whole, anyText(8)).map(([base, key]) => withMember(base, key)) },
    );
  });

// Defined, not assigned: JSON.parse, too, makes an own member of `__proto__`.
const withMember = (base: object, key: string): object =>
  Object.defineProperty({ ...base }, key, { value: 1, enumerable: true, configurable: true, writable: true });

const START = Date.UTC(2026, 0, 1);

/** Observed events of few accounts and signals within some weeks, so that rows overlap. */
export const observedEvent: fc.Arbitrary<ObservedEvent> = fc.record({
  id: fc.constant('e'),
  account: fc.constantFrom('a', 'b', 'c'),
  kind: fc.constantFrom(...EVENT_KINDS),
  time: fc.integer({ min: START, max: START + 30 * 86_400_000 }),
  signals: fc.uniqueArray(
    fc.constantFrom('ip:203.0.113.7', 'ip:203.0.113.8', 'device:k1:00').map((key) => ({
      type: key.slice(0, key.indexOf(':')),
      key,
      hint: key,
    })),
    { selector: (observed) => observed.key },
  ),
  usage: fc.option(
    fc.record({
      requests: fc.nat(100),
      tokensIn: fc.nat(1000),
      tokensOut: fc.nat(1000),
      toolCalls: fc.nat(10),
      model: fc.constantFrom('large', 'small'),
      capability: fc.constantFrom('coding', 'agentic'),
      client: fc.constantFrom('sdk', 'web'),
      stream: fc.boolean(),
    }),
    { nil: undefined },
  ),
});
