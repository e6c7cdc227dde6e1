import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressRule } from '../../../src/deliveries/address-rule.ts';
import {
  type Resolve,
  type WebhookClient,
  type WebhookLimits,
  webhookClient,
} from '../../../src/deliveries/webhook.ts';
import { type TestReceiver, testReceiver } from '../../support/receiver.ts';

const LIMITS: WebhookLimits = { connectMs: 500, headersMs: 500, bodyMs: 500, allMs: 5_000, bytes: 1000 };
let receiver: TestReceiver;
const clients: WebhookClient[] = [];
beforeEach(async () => {
  // On every address of loopback: one may be named and its neighbour not.
  receiver = await testReceiver('0.0.0.0');
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await receiver.close();
});

const nowhere: Resolve = async () => [];
const client = (allow: string[], resolve: Resolve = nowhere, limits: Partial<WebhookLimits> = {}) => {
  const made = webhookClient({ rule: addressRule(allow), resolve, limits: { ...LIMITS, ...limits }, now: () => 0 });
  clients.push(made);
  return (url: string, signal = new AbortController().signal) =>
    made.post(url, { 'content-type': 'application/json' }, '{}', signal);
};
const answers = (...rounds: string[][]): Resolve => {
  let round = 0;
  return async () => rounds[Math.min(round++, rounds.length - 1)]!.map((address) => ({ address, family: 4 }));
};
const refused = { attempt: { kind: 'failed', problem: 'address-refused', lasting: true }, answer: null };

describe('a request', () => {
  it('never reaches an address that is not allowed, by its number or by a name', async () => {
    const { port } = receiver;
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::ffff:127.0.0.1]', '0.0.0.0', '[::]']) {
      expect(await client([])(`http://${host}:${port}/`)).toEqual(refused);
      expect(await client([])(`https://${host}:${port}/`)).toEqual(refused);
    }
    expect(await client([], answers(['127.0.0.1']))(`https://receiver.example:${port}/`)).toEqual(refused);
    expect(receiver.received).toEqual([]);
  });

  it('is not made where one address of a name is allowed and another is not', async () => {
    const post = client(['127.0.0.2'], answers(['127.0.0.2', '127.0.0.1']));
    expect(await post(`http://receiver.example:${receiver.port}/`)).toEqual(refused);
    expect(receiver.received).toEqual([]);
  });

  it('to a name that leads elsewhere at the next look-up is refused then: the address that was checked is the one that is connected to', async () => {
    receiver.answer(() => ({ status: 200, headers: { connection: 'close' } }));
    const post = client(['127.0.0.2'], answers(['127.0.0.2'], ['127.0.0.1']));
    const url = `http://receiver.example:${receiver.port}/`;
    expect((await post(url)).answer?.status).toBe(200);
    expect(await post(url)).toEqual(refused);
    expect(receiver.received).toHaveLength(1);
  });

  it('without TLS goes only to where the configuration names it', async () => {
    expect(await client([], answers(['8.8.8.8']))('http://receiver.example/')).toEqual(refused);
    expect(await client([], answers(['8.8.8.8']))('https://receiver.example:25/')).toEqual(refused);
  });

  it('does not follow a redirect', async () => {
    const inner = await testReceiver();
    receiver.answer(() => ({ status: 307, headers: { location: inner.url } }));
    const { attempt } = await client(['127.0.0.0/8'])(receiver.url);
    expect(attempt).toMatchObject({ kind: 'answered', status: 307 });
    expect(inner.received).toEqual([]);
    await inner.close();
  });

  it('has an end: no connection, no answer, an answer that stops in the middle, and all of it together', async () => {
    const problem = async (limits: Partial<WebhookLimits> = {}) => {
      const { attempt } = await client(['127.0.0.0/8'], nowhere, limits)(receiver.url);
      return attempt.kind === 'failed' ? attempt.problem : attempt.status;
    };
    receiver.answer(() => undefined);
    expect(await problem()).toBe('headers-timeout');
    expect(await problem({ allMs: 100 })).toBe('timeout');
    receiver.answer((_, response) => void response.writeHead(200, { 'content-length': '10' }).write('12345'));
    expect(await problem()).toBe('body-timeout');
    receiver.answer((_, response) => void response.socket!.destroy());
    expect(await problem()).toBe('socket');
    const { port } = receiver;
    await receiver.close();
    expect((await client(['127.0.0.0/8'])(`http://127.0.0.1:${port}/`)).attempt).toMatchObject({
      problem: 'econnrefused',
      lasting: false,
    });
    receiver = await testReceiver();
  });

  it('reads an answer up to its limit, and no further', async () => {
    receiver.answer(() => ({ status: 200, body: 'x'.repeat(500) }));
    expect((await client(['127.0.0.0/8'])(receiver.url)).answer?.body).toHaveLength(502);
    receiver.answer((_, response) => {
      response.writeHead(200);
      const more = (): void => void (response.destroyed || response.write('x'.repeat(1000), () => setImmediate(more)));
      more();
      return undefined;
    });
    expect((await client(['127.0.0.0/8'])(receiver.url)).answer).toEqual({ status: 200, body: null });
  });

  it('is told by Retry-After when to come again', async () => {
    receiver.answer(() => ({ status: 429, headers: { 'retry-after': '7' } }));
    expect((await client(['127.0.0.0/8'])(receiver.url)).attempt).toEqual({
      kind: 'answered',
      status: 429,
      retryAfterMs: 7000,
    });
  });

  it('says nothing of the URL when it fails', async () => {
    const lost: Resolve = async () =>
      Promise.reject(Object.assign(new Error('no secret.example'), { code: 'ENOTFOUND' }));
    expect((await client([], lost)('https://secret.example/key')).attempt).toEqual({
      ...{ kind: 'failed', problem: 'enotfound', lasting: false },
    });
  });
});
