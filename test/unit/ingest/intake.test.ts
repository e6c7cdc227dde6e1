import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { intake } from '../../../src/ingest/intake.ts';
import { fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';

const fingerprint = fingerprinter({ current: 'k1', keys: { k1: randomBytes(32).toString('base64') } });
const door = observer({
  registry: signalRegistry(),
  fingerprint,
  templates: templateMiner({ fingerprint }),
  futureToleranceMs: 0,
});
const NOW = Date.parse('2026-03-14T12:00:00Z');
const event = (id: string) => ({ id, account: 'acct_1', kind: 'session', time: '2026-03-14T10:00:00Z' });
const take = (over: { maxEvents?: number; maxListed?: number } = {}) =>
  intake({ observer: door, nowMs: NOW, maxEvents: 1_000, maxListed: 100, ...over });

describe('the intake of a batch', () => {
  it('keeps events at their places and says what is wrong with the others', () => {
    const taken = take();
    taken.add(event('a'));
    taken.add({ ...event('b'), time: 'yesterday' });
    taken.refuse('is not valid JSON');
    taken.add(event('c'));
    const { events, rejected, invalid } = taken.received();
    expect(events.map((each) => each?.id ?? null)).toEqual(['a', null, null, 'c']);
    expect(rejected).toBe(2);
    expect(invalid.map(({ index, pointer }) => [index, pointer])).toEqual([
      [1, '/time'],
      [2, ''],
    ]);
  });

  it('refuses an id that an earlier event of the batch has', () => {
    const taken = take();
    taken.add(event('a'));
    taken.add(event('a'));
    expect(taken.received()).toMatchObject({ rejected: 1, invalid: [{ index: 1, pointer: '/id' }] });
  });

  it('counts every refused event but lists no more problems than it was asked to', () => {
    const taken = take({ maxListed: 3 });
    for (let i = 0; i < 10; i++) taken.add({});
    const { rejected, invalid } = taken.received();
    expect(rejected).toBe(10);
    expect(invalid).toHaveLength(3);
  });

  it('stops at the first event beyond the limit, valid or not', () => {
    const taken = take({ maxEvents: 2 });
    taken.add(event('a'));
    taken.refuse('is not valid JSON');
    const tooMany = { type: 'payload-too-large', status: 413, extra: { limit: { events: 2 } } };
    expect(() => taken.add(event('b'))).toThrow(expect.objectContaining(tooMany));
    expect(() => taken.add(null)).toThrow(expect.objectContaining(tooMany));
  });
});
