import { attributesOf } from './attributes.ts';
import { EVENT_KINDS, LIMITS, valueLimit } from './event.ts';
import { type Fingerprinter, signalKey } from './fingerprint.ts';
import { isPlainText } from './normalise/text.ts';
import type { EventKind, ObservedEvent, ObservedSignal, Usage } from './observation.ts';
import { type RecentMap, recentMap } from './prompt/recent.ts';
import type { PromptTemplates } from './prompt/templates.ts';
import { parseTime } from './time.ts';
import { SignalError, type SignalRegistry, type SignalType } from './types.ts';

/** What is wrong with an event, and where: a JSON pointer (RFC 6901) into it, and a reason that never holds a value. */
interface Problem {
  readonly pointer: string;
  readonly reason: string;
}

type Observed =
  | { readonly ok: true; readonly event: ObservedEvent }
  | { readonly ok: false; readonly id: string | null; readonly problems: readonly Problem[] };

export interface Observer {
  /** One event as parsed JSON, at the time `nowMs` (epoch milliseconds). Never throws. */
  observe(raw: unknown, nowMs: number): Observed;
}

export interface ObserverOptions {
  readonly registry: SignalRegistry;
  readonly fingerprint: Fingerprinter;
  readonly templates: PromptTemplates;
  /** How far after `nowMs` an event's time may lie. */
  readonly futureToleranceMs: number;
}

/** More than these help nobody to mend an event. */
export const MAX_PROBLEMS = 10;

/** Values of a clear type that are remembered, and how long they may be (code units): some 4 MiB a type. */
const REMEMBERED = 8_192;
const LONGEST_REMEMBERED = 256;

const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);
const EVENT_MEMBERS: ReadonlySet<string> = new Set(['id', 'account', 'kind', 'time', 'signals', 'usage', 'attributes']);
const SIGNAL_MEMBERS: ReadonlySet<string> = new Set(['type', 'value']);
const USAGE_MEMBERS: ReadonlySet<string> = new Set(
  'requests tokensIn tokensOut toolCalls model capability stream client'.split(' '),
);

/**
 * The door: events in, observations out, with nothing raw of the keyed types and no prompt left in them. The checks are
 * written by hand because they run on every event; a property test holds them to `eventSchema`.
 */
export const observer = ({ registry, fingerprint, templates, futureToleranceMs }: ObserverOptions): Observer => {
  const typeReason = `must be one of ${registry.all.map((type) => type.name).join(', ')}`;
  const futureReason = `lies more than ${Math.round(futureToleranceMs / 1000)} seconds in the future`;

  // Most events show an address and a client that others showed before. Only of clear types: what becomes a hash must not outlive
  // its request.
  const remembered: ReadonlyMap<string, RecentMap<string, ObservedSignal>> = new Map(
    registry.all
      .filter(({ privacy }) => privacy === 'clear')
      .map(({ name }) => [name, recentMap<string, ObservedSignal>(REMEMBERED)]),
  );

  const observed = (type: SignalType, value: string, account: string): ObservedSignal => {
    if (type.privacy === 'template') {
      const { id, hint } = templates.template(value, account);
      return { type: type.name, key: [type.name, id].join(':'), hint };
    }
    const before = remembered.get(type.name);
    const known = before?.get(value);
    if (known !== undefined) return known;
    const normalised = type.normalise(value);
    const key = signalKey(type, normalised.value, fingerprint);
    const { hint, prefix } = normalised;
    const signal = prefix === undefined ? { type: type.name, key, hint } : { type: type.name, key, hint, prefix };
    if (value.length <= LONGEST_REMEMBERED) before?.set(value, signal);
    return signal;
  };

  const signalOf = (raw: unknown, account: string, pointer: string, problems: Problem[]): ObservedSignal | null => {
    if (!isObject(raw)) return refuse(problems, pointer, 'must be an object');
    refuseUnknown(raw, SIGNAL_MEMBERS, pointer, problems);
    const type = typeof raw['type'] === 'string' ? registry.get(raw['type']) : undefined;
    if (type === undefined) refuse(problems, `${pointer}/type`, typeReason);
    const value = raw['value'];
    if (typeof value !== 'string') return refuse(problems, `${pointer}/value`, 'must be a string');
    if (value.length === 0) return refuse(problems, `${pointer}/value`, 'is empty');
    const limit = valueLimit(type?.privacy ?? 'template');
    if (value.length > limit) return refuse(problems, `${pointer}/value`, `is longer than ${limit} characters`);
    if (type === undefined) return null;
    try {
      return observed(type, value, account);
    } catch (error) {
      // Another error's text may quote what it choked on.
      const reason = error instanceof SignalError ? error.reason : `cannot be read as ${type.name}`;
      return refuse(problems, `${pointer}/value`, reason);
    }
  };

  const signalsOf = (raw: unknown, account: string, problems: Problem[]): readonly ObservedSignal[] => {
    if (raw === undefined) return [];
    if (!Array.isArray(raw)) return refuse(problems, '/signals', 'must be an array') ?? [];
    if (raw.length > LIMITS.signals) {
      return refuse(problems, '/signals', `has more than ${LIMITS.signals} members`) ?? [];
    }
    const signals: ObservedSignal[] = [];
    for (let i = 0; i < raw.length; i++) {
      const signal = signalOf(raw[i], account, `/signals/${i}`, problems);
      if (signal !== null && !signals.some((other) => other.key === signal.key)) signals.push(signal);
    }
    return signals;
  };

  const timeOf = (raw: unknown, nowMs: number, problems: Problem[]): number => {
    const time = typeof raw === 'string' ? parseTime(raw) : null;
    if (time === null) {
      refuse(problems, '/time', 'must be an RFC 3339 date-time with an offset, years 2000–2099');
    } else if (time > nowMs + futureToleranceMs) refuse(problems, '/time', futureReason);
    return time ?? 0;
  };

  return {
    observe: (raw, nowMs) => {
      if (!isObject(raw)) return { ok: false, id: null, problems: [{ pointer: '', reason: 'must be an object' }] };
      const problems: Problem[] = [];
      refuseUnknown(raw, EVENT_MEMBERS, '', problems);
      const id = nameOf(raw['id'], LIMITS.id, '/id', problems);
      const account = nameOf(raw['account'], LIMITS.account, '/account', problems);
      const kind = raw['kind'] as EventKind;
      if (!KINDS.has(kind)) refuse(problems, '/kind', `must be one of ${EVENT_KINDS.join(', ')}`);
      const time = timeOf(raw['time'], nowMs, problems);
      const signals = signalsOf(raw['signals'], account, problems);
      const usage = usageOf(raw['usage'], problems);
      const attributes = attributesOf(raw['attributes'], registry.attributes, (pointer, reason) =>
        refuse(problems, pointer, reason),
      );
      if (problems.length > 0) return { ok: false, id: id || null, problems };
      return { ok: true, event: { id, account, kind, time, signals, usage, attributes } };
    },
  };
};

const usageOf = (raw: unknown, problems: Problem[]): Usage | undefined => {
  if (raw === undefined) return undefined;
  if (!isObject(raw)) return refuse(problems, '/usage', 'must be an object') ?? undefined;
  refuseUnknown(raw, USAGE_MEMBERS, '/usage', problems);
  const name = (member: 'model' | 'capability' | 'client') =>
    raw[member] === undefined ? undefined : nameOf(raw[member], LIMITS.name, `/usage/${member}`, problems);
  const requests = countOf(raw['requests'], 1, LIMITS.requests, '/usage/requests', problems);
  const tokensIn = countOf(raw['tokensIn'], 0, LIMITS.tokens, '/usage/tokensIn', problems);
  const tokensOut = countOf(raw['tokensOut'], 0, LIMITS.tokens, '/usage/tokensOut', problems);
  const toolCalls = countOf(raw['toolCalls'], 0, LIMITS.requests, '/usage/toolCalls', problems);
  const model = name('model');
  const capability = name('capability');
  const client = name('client');
  const stream = raw['stream'];
  if (stream !== undefined && typeof stream !== 'boolean') refuse(problems, '/usage/stream', 'must be true or false');
  const usage: { -readonly [Member in keyof Usage]: Usage[Member] } = { requests, tokensIn, tokensOut, toolCalls };
  if (model !== undefined) usage.model = model;
  if (capability !== undefined) usage.capability = capability;
  if (typeof stream === 'boolean') usage.stream = stream;
  if (client !== undefined) usage.client = client;
  return usage;
};

const nameOf = (raw: unknown, max: number, pointer: string, problems: Problem[]): string => {
  if (typeof raw !== 'string' || raw.length === 0 || raw.length > max) {
    refuse(problems, pointer, `must be a string of 1–${max} characters`);
    return '';
  }
  if (isPlainText(raw)) return raw;
  refuse(problems, pointer, 'must not hold control characters, invisible characters or half surrogate pairs');
  return '';
};

const countOf = (raw: unknown, absent: number, max: number, pointer: string, problems: Problem[]): number => {
  if (raw === undefined) return absent;
  if (Number.isSafeInteger(raw) && (raw as number) >= 0 && (raw as number) <= max) {
    return (raw as number) + 0; // JSON knows a -0, counters do not.
  }
  refuse(problems, pointer, `must be a whole number from 0 to ${max}`);
  return 0;
};

const isObject = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);

// An unknown member's name may be a value itself (an e-mail as a key), so the pointer names its parent.
const refuseUnknown = (
  raw: Record<string, unknown>,
  known: ReadonlySet<string>,
  pointer: string,
  problems: Problem[],
): void => {
  for (const member of Object.keys(raw)) {
    if (!known.has(member)) {
      refuse(problems, pointer, `has an unknown member; known are ${[...known].join(', ')}`);
      return;
    }
  }
};

const refuse = (problems: Problem[], pointer: string, reason: string): null => {
  if (problems.length < MAX_PROBLEMS) problems.push({ pointer, reason });
  return null;
};
