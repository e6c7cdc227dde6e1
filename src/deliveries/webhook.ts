import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';
import { type AddressRule, literalReach, portAllowed, type Reach } from './address-rule.ts';
import { type Attempt, retryAfterMs } from './retry.ts';

/** The addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

export const resolveByDns: Resolve = (hostname) => lookup(hostname, { all: true });

/** Times in ms. */
export interface WebhookLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly bodyMs: number;
  /** From the first look-up to the last byte. */
  readonly allMs: number;
  /** Of an answer's body. */
  readonly bytes: number;
}

export const LIMITS: Omit<WebhookLimits, 'allMs'> = {
  connectMs: 5_000,
  headersMs: 20_000,
  bodyMs: 5_000,
  bytes: 1 << 20,
};

/** A receiver's answer; `body` is null where it is longer than is read. */
export interface Answer {
  readonly status: number;
  readonly body: string | null;
}

export interface WebhookClient {
  post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<{ readonly attempt: Attempt; readonly answer: Answer | null }>;
  close(): Promise<void>;
}

/**
 * Posts to receivers. Every connection goes through one check of the very addresses that the socket is given, so that a name which leads
 * elsewhere from one look-up to the next (DNS rebinding) gains nothing. Redirects are not followed: they are answers like any other.
 */
export const webhookClient = ({
  rule,
  resolve,
  limits,
  now,
}: {
  rule: AddressRule;
  resolve: Resolve;
  limits: WebhookLimits;
  now(): number;
}): WebhookClient => {
  const connectorFor = (allowed: (reach: Reach) => boolean) =>
    buildConnector({ timeout: limits.connectMs, lookup: checkedLookup(rule, resolve, allowed) });
  const connectors = {
    secure: connectorFor((reach) => reach !== 'refused'),
    named: connectorFor((reach) => reach === 'named'),
  };
  const agent = new Agent({
    connect(options, callback) {
      const { hostname, protocol } = options;
      const port = String(options.port ?? '');
      // Without TLS, or at another service's port, only to where the configuration says that receivers are.
      const namedOnly = protocol !== 'https:' || !portAllowed({ port, protocol });
      // A socket is not told to look up what is an address already.
      const reach = literalReach(hostname, rule);
      if (reach === 'refused' || (reach === 'public' && namedOnly)) return callback(new AddressRefused(), null);
      return (namedOnly ? connectors.named : connectors.secure)(options, callback);
    },
    headersTimeout: limits.headersMs,
    bodyTimeout: limits.bodyMs,
    keepAliveTimeout: 10_000,
    connections: 16,
  });
  return {
    async post(url, headers, body, signal) {
      try {
        const timed = AbortSignal.any([signal, AbortSignal.timeout(limits.allMs)]);
        const answered = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal: timed });
        const status = answered.statusCode;
        const text = await bounded(answered.body, limits.bytes);
        const header = answered.headers['retry-after'];
        const wait = retryAfterMs(Array.isArray(header) ? header[0] : header, now());
        return { attempt: { kind: 'answered', status, retryAfterMs: wait }, answer: { status, body: text } };
      } catch (error) {
        return { attempt: failed(error), answer: null };
      }
    },
    close: () => agent.destroy(),
  };
};

/** The look-up that sockets use: every address of the name must be allowed, not merely one of them. */
const checkedLookup =
  (rule: AddressRule, resolve: Resolve, allowed: (reach: Reach) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => allowed(rule(address)))) {
          return callback(first === undefined ? new NoAddress() : new AddressRefused(), '', 0);
        }
        if (options.all) return callback(null, [...found]);
        return callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };

class AddressRefused extends Error {
  readonly code = 'address-refused';
}
class NoAddress extends Error {
  readonly code = 'ENOTFOUND';
}

/** Null for more than `most` bytes; what lies beyond is not read. */
const bounded = async (body: AsyncIterable<Uint8Array>, most: number): Promise<string | null> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** The code alone: an error's own text may repeat names and addresses. */
const failed = (error: unknown): Attempt => {
  const { code, name } = error as { code?: unknown; name?: unknown };
  const said = typeof code === 'string' ? code : name === 'TimeoutError' ? 'timeout' : String(name);
  const problem = said
    .toLowerCase()
    .replace(/^und_err_/, '')
    .replaceAll('_', '-');
  return { kind: 'failed', problem, lasting: error instanceof AddressRefused };
};
