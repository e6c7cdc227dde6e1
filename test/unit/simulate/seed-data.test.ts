import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scenario, simulate, truth } from '../../../src/simulate/index.ts';

const committed = (name: string) => readFileSync(new URL(`../../../seed-data/${name}`, import.meta.url));

const digest = (rows: Iterable<unknown>): string => {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(`${JSON.stringify(row)}\n`);
  return hash.digest('hex');
};

// zlib versions compress differently: the content is compared, not the archive.
const digestOf = (gzip: Buffer): string => createHash('sha256').update(gunzipSync(gzip)).digest('hex');

describe('the committed seed data', () => {
  it('holds the events that the seed scenario gives today, byte for byte', () => {
    expect(digestOf(committed('events.ndjson.gz'))).toBe(digest(simulate(scenario())));
  });

  it('holds the truth that the seed scenario gives today, byte for byte', () => {
    expect(digestOf(committed('truth.ndjson.gz'))).toBe(digest(truth(scenario())));
  });

  it('is at most 3 MB compressed', () => {
    expect(committed('events.ndjson.gz').length + committed('truth.ndjson.gz').length).toBeLessThanOrEqual(3_000_000);
  });

  it('has gzip headers without a time, so that a second generation is the same archive', () => {
    for (const name of ['events.ndjson.gz', 'truth.ndjson.gz']) expect(committed(name).readUInt32LE(4)).toBe(0);
  });
});

describe('the README of the seed data', () => {
  const readme = committed('README.md').toString();

  it('gives the figures of the committed files', () => {
    const accounts = new Map([...truth(scenario())].map((row) => [row.account, row]));
    const figures = new Map<string, { accounts: number; events: number; requests: number }>();
    const figure = (account: string) => {
      const { campaign, decoy } = accounts.get(account)!;
      const name = campaign === null ? (decoy === null ? 'ordinary' : `\`${decoy}\``) : `campaign \`${campaign}\``;
      const known = figures.get(name) ?? { accounts: 0, events: 0, requests: 0 };
      figures.set(name, known);
      return known;
    };
    for (const account of accounts.keys()) figure(account).accounts++;
    let all = 0;
    let requests = 0;
    for (const { account, usage } of simulate(scenario())) {
      const its = figure(account);
      its.events++;
      its.requests += usage?.requests ?? 0;
      all++;
      requests += usage?.requests ?? 0;
    }
    const text = (value: number) => value.toLocaleString('en-US');
    for (const [name, its] of figures) {
      expect(readme).toContain(`| ${name} | ${text(its.accounts)} | ${text(its.events)} | ${text(its.requests)} |`);
    }
    expect(readme).toContain(`${text(all)} events`);
    expect(readme).toContain(`each of ${text(accounts.size)} accounts`);
    expect(readme).toContain(`${text(requests)} requests`);
  });
});
