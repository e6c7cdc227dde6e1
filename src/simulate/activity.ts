import { DAY, HOUR, instant, MINUTE } from './calendar.ts';
import type { SimulatedEvent, SimulatedSignal } from './event.ts';
import { ACCOUNT_PREFIX, type Connection, type Life, type Part, type Traits } from './part.ts';
import type { Capability } from './prompts/template.ts';
import type { Random } from './random.ts';
import type { Roster } from './roster.ts';
import { MODELS } from './world/software.ts';

/** An event that will happen: enough to sort a day by, a fraction of the event's own size. */
export interface Draft {
  /** Epoch milliseconds, whole seconds. */
  readonly time: number;
  readonly part: Part;
  readonly index: number;
  readonly kind: SimulatedEvent['kind'];
  /** Place within the account's day, 0–7; every place is taken at most once. */
  readonly slot: number;
}

const WINDOW = 8 * HOUR;
const BILLING = 30 * DAY;
const SIGNUP = 0;
const PAYMENT = 1;
const USAGE = 2; // to 4, by window
const SESSION = 5; // to 7, by window

/** Adds what one part does on the UTC day that begins at `midnight` to `drafts`, in order of index. */
export const addDay = ({ part, present }: Roster, midnight: number, drafts: Draft[]): void =>
  present(midnight, midnight + DAY, (index, life) => {
    const add = (time: number, kind: Draft['kind'], slot: number): void => {
      drafts.push({ time: Math.floor(time / 1_000) * 1_000, part, index, kind, slot });
    };
    const signsUp = life.signup >= midnight;
    if (signsUp) add(life.signup, 'signup', SIGNUP);
    const payment = paymentOn(life, midnight);
    if (payment !== null) add(payment, 'payment', PAYMENT);

    const used = part.usage(index, life, midnight);
    const tries = signsUp && life.triesAtOnce !== false;
    if (!tries && used.length === 0) return;
    const random = part.random(index, midnight / DAY, -1);
    let taken = 0;
    for (const time of tries ? [firstUse(life, random), ...used] : used) {
      const window = Math.floor((time - midnight) / WINDOW);
      const inDay = time >= midnight && time < midnight + DAY;
      if (!inDay || time <= life.signup + MINUTE || time > life.leaves || taken & (1 << window)) continue;
      taken |= 1 << window;
      const login = time - random.between(40, 400) * 1_000;
      if (random.chance(life.consoleShare) && login > Math.max(life.signup, midnight)) {
        add(login, 'session', SESSION + window);
      }
      add(time, 'usage', USAGE + window);
    }
  });

const firstUse = (life: Life, random: Random): number => life.signup + (2 + random.exponential(12)) * MINUTE;

const paymentOn = ({ signup, paysAfter, leaves }: Life, midnight: number): number | null => {
  if (paysAfter === null) return null;
  const first = signup + paysAfter;
  const nth = Math.max(0, Math.ceil((midnight - first) / BILLING));
  const time = first + nth * BILLING;
  return time < midnight + DAY && (time <= leaves || nth === 0) ? time : null;
};

/** Writes a draft out. The same draft always gives the same event. */
export const eventOf = ({ time, part, index, kind, slot }: Draft): SimulatedEvent => {
  const day = Math.floor(time / DAY);
  const random = part.random(index, day, slot);
  const account = part.accountId(index);
  const traits = part.traits(index);
  const head = {
    id: `${account.slice(ACCOUNT_PREFIX.length)}.${(day * 8 + slot).toString(36)}`,
    account,
    kind,
    time: instant(time),
  };
  switch (kind) {
    case 'signup':
      return { ...head, signals: signupSignals(traits, traits.connect(time, 'signup', random)) };
    case 'payment':
      return { ...head, signals: paymentSignals(traits, time, traits.connect(time, 'payment', random)) };
    case 'session':
      return { ...head, signals: consoleSignals(traits.connect(time, 'session', random)) };
    case 'usage':
      return { ...head, ...usageOf(traits, time, random) };
  }
};

const signal = (type: string, value: string | null): SimulatedSignal[] => (value === null ? [] : [{ type, value }]);

const signupSignals = (traits: Traits, connection: Connection): SimulatedSignal[] => [
  ...signal('email', traits.email),
  ...signal('phone', traits.phone),
  ...consoleSignals(connection),
  ...signal('referral_code', traits.referral),
];

const paymentSignals = (traits: Traits, time: number, { address, device }: Connection): SimulatedSignal[] => [
  ...signal('payment_instrument', traits.card(time)),
  ...signal('billing_address', traits.billingAddress),
  ...signal('ip', address),
  ...signal('device', device),
];

const consoleSignals = ({ address, device, software }: Connection): SimulatedSignal[] => [
  ...signal('ip', address),
  ...signal('device', device),
  ...signal('user_agent', software.userAgent),
  ...signal('tls_fingerprint', software.tls),
];

/** Programs show their user agent, browsers their device; one or two of the prompts are sampled. */
const usageOf = (traits: Traits, time: number, random: Random): Pick<SimulatedEvent, 'signals' | 'usage'> => {
  const { address, device, software } = traits.connect(time, 'use', random);
  const requests = traits.requests(time, random);
  const prompts = Array.from({ length: requests > 3 && random.chance(0.15) ? 2 : 1 }, () =>
    traits.prompt(time, random),
  );
  const { capability } = prompts[0]!;
  const program = device === null;
  const [tokensIn, tokensOut, tools] = VOLUMES[capability];
  const texts = new Set(prompts.map(({ text }) => text));
  return {
    signals: [
      ...signal('ip', address),
      ...signal(program ? 'user_agent' : 'device', program ? software.userAgent : device),
      ...[...texts].map((value) => ({ type: 'prompt', value })),
    ],
    usage: {
      requests,
      tokensIn: rounded(requests * random.logNormal(tokensIn, 0.5)),
      tokensOut: rounded(requests * random.logNormal(tokensOut, 0.4)),
      model:
        capability === 'coding' && random.chance(0.5) ? MODELS.code : random.chance(0.6) ? MODELS.large : MODELS.small,
      capability,
      toolCalls: tools === 0 ? 0 : Math.round(requests * random.logNormal(tools, 0.4)),
      stream: random.chance(program ? 0.4 : 0.95),
      client: software.client,
    },
  };
};

/** Two significant digits; nobody needs more of a token count. */
const rounded = (tokens: number): number => {
  let unit = 1;
  while (tokens >= 100 * unit) unit *= 10;
  return Math.ceil(tokens / unit) * unit;
};

/** Median tokens in, tokens out and tool calls of a request. */
const VOLUMES: Record<Capability, readonly [tokensIn: number, tokensOut: number, toolCalls: number]> = {
  coding: [900, 600, 0],
  agentic: [3_200, 500, 4],
  writing: [350, 450, 0],
  analysis: [1_800, 400, 0],
  chat: [80, 250, 0],
};
