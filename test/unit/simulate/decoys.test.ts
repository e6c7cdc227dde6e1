import { describe, expect, it } from 'vitest';
import { maskPrompt } from '../../../src/signals/prompt/masking.ts';
import type { SimulatedEvent } from '../../../src/simulate/index.ts';
import {
  accountsIn,
  burst,
  DAY,
  HOUR,
  onlyDecoys,
  populationOf,
  sharers,
  signalOf,
  sizes,
} from '../../support/sharing.ts';

const input = (decoys: Parameters<typeof onlyDecoys>[0]) => ({
  seed: 5,
  population: { accounts: 0 },
  decoys: onlyDecoys(decoys),
  campaigns: [],
});
const templatesOf = ({ signals }: SimulatedEvent) =>
  signals.filter(({ type }) => type === 'prompt').map(({ value }) => maskPrompt(value).join(' '));
/** Most accounts that send one template within one UTC hour. */
const together = (events: readonly SimulatedEvent[], width: number) => {
  const senders = new Map<string, Set<string>>();
  for (const event of events) {
    for (const template of templatesOf(event)) {
      const key = `${Math.floor(Date.parse(event.time) / width)} ${template}`;
      senders.set(key, (senders.get(key) ?? new Set()).add(event.account));
    }
  }
  return Math.max(...[...senders.values()].map(({ size }) => size));
};
/** Devices are one's own, but for the terminals of public places. */
const mostlyAlone = (events: readonly SimulatedEvent[]) => {
  const devices = sizes(events, 'device');
  return devices.filter((size) => size > 1).length < 0.02 * devices.length;
};
const prefix = (address: string) => address.split('.').slice(0, 3).join('.');

describe('a university', () => {
  const { of, rows } = populationOf(input({ universities: { enabled: true, universities: 1, accounts: 400 } }));
  const events = of('university');

  it('is one prefix that most of its accounts are seen in, with computers that many use', () => {
    const campus = [...sharers(events, 'ip')].filter(([address]) => address.startsWith('251.'));
    expect(new Set(campus.map(([address]) => prefix(address))).size).toBe(1);
    expect(new Set(campus.flatMap(([, accounts]) => [...accounts])).size / rows.size).toBeGreaterThan(0.5);
    expect(sizes(events, 'device').filter((size) => size >= 3).length).toBeGreaterThan(8);
  });

  it('has one mail domain, an introduction after which many sign up, and cards of their own', () => {
    const domains = [...sharers(events, 'email').keys()].map((mail) => mail.split('@')[1]!);
    const most = Math.max(...[...new Set(domains)].map((domain) => domains.filter((other) => other === domain).length));
    expect(most / rows.size).toBeGreaterThan(0.6);
    expect(burst(events, 2 * HOUR)).toBeGreaterThan(0.08);
    expect(sizes(events, 'payment_instrument')[0]).toBe(1);
  });
});

describe('a company on one card', () => {
  const { of, rows } = populationOf(input({ corporateCards: { enabled: true, companies: 12, fewest: 50, most: 500 } }));
  const events = of('corporate_card');

  it('has 50 to 500 seats, each company on one card', () => {
    const companies = sizes(events, 'payment_instrument');
    expect(companies[0]).toBeLessThanOrEqual(500);
    expect(companies.at(-1)).toBeGreaterThan(10);
    expect(companies.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(0.95 * rows.size);
    expect(companies.length).toBeGreaterThan(8);
    expect(companies.length).toBeLessThanOrEqual(12);
  });

  it('has most of its seats made within an hour, by one administrator on one device', () => {
    for (const accounts of sharers(events, 'payment_instrument').values()) {
      const its = events.filter(({ account }) => accounts.has(account));
      const signups = its.filter(({ kind }) => kind === 'signup');
      expect(burst(its, HOUR)).toBeGreaterThan(0.7);
      expect(new Set(signups.map((event) => signalOf(event, 'device'))).size).toBe(1);
    }
  });

  it('has users of their own devices', () => {
    const used = events.filter(({ kind }) => kind === 'usage' || kind === 'session');
    expect(sizes(used, 'device').filter((size) => size > 4)).toEqual([]);
  });
});

describe('people on a VPN', () => {
  it('meet at its exits and nowhere else', () => {
    const { of } = populationOf(input({ vpn: { enabled: true, accounts: 600 } }));
    const events = of('vpn');
    const exits = events.filter((event) => signalOf(event, 'ip')!.startsWith('249.128.'));
    expect(exits.length / events.length).toBeGreaterThan(0.85);
    expect(sizes(exits, 'ip')[0]).toBeGreaterThan(15);
    expect(mostlyAlone(events)).toBe(true);
    expect(sizes(events, 'payment_instrument')[0]).toBe(1);
  });
});

describe('a weekly course', () => {
  const { of, rows } = populationOf(input({ courses: { enabled: true, courses: 1, students: 60, weeks: 5 } }));
  const events = of('course');

  it('signs up in the first lesson and sends one prompt in one hour', () => {
    expect(rows.size).toBe(60);
    expect(burst(events, HOUR)).toBeGreaterThan(0.6);
    expect(together(events, 2 * HOUR)).toBeGreaterThan(30);
  });

  it('comes together in five weeks at the same time of the week', () => {
    const signups = events.filter(({ kind }) => kind === 'signup').map(({ time }) => Date.parse(time));
    const first = signups[signups.length >> 1]!;
    const attending = [0, 1, 2, 3, 4, 5].map((week) => {
      const inLesson = ({ kind, time }: SimulatedEvent) =>
        kind === 'usage' && Math.abs(Date.parse(time) - first - week * 7 * DAY) < 90 * 60_000;
      return accountsIn(events.filter(inLesson)).size;
    });
    for (const count of attending.slice(0, 5)) expect(count).toBeGreaterThan(35);
    expect(attending[5]).toBeLessThan(10);
  });

  it('uses the computers of the lab', () => {
    expect(sizes(events, 'device')[0]).toBeGreaterThanOrEqual(2);
  });
});

describe('a reseller', () => {
  const { of, rows } = populationOf(input({ resellers: { enabled: true, resellers: 1, customers: 90 } }));
  const events = of('reseller');

  it('makes and pays for all accounts on one device, from one address, by one card', () => {
    const made = events.filter(({ kind }) => kind === 'signup' || kind === 'payment');
    for (const type of ['device', 'ip']) expect(sizes(made, type)).toEqual([rows.size]);
    expect(sharers(made, 'payment_instrument').size).toBe(1);
    expect(sizes(made, 'payment_instrument')[0]! / rows.size).toBeGreaterThan(0.95);
    expect(burst(events, 6 * HOUR)).toBeGreaterThan(0.08);
  });

  it('has customers who know nothing of each other', () => {
    const used = events.filter(({ kind }) => kind === 'usage' || kind === 'session');
    expect(sizes(used, 'device').filter((size) => size > 2)).toEqual([]);
  });
});

describe('evaluators', () => {
  const { of } = populationOf(input({ evaluators: { enabled: true, accounts: 200, benchmarks: 2 } }));
  const events = of('evaluator');

  it('send the prompts of one benchmark in the same hours when a model is out', () => {
    expect(together(events, 8 * HOUR)).toBeGreaterThan(4);
    expect(burst(events, 3 * HOUR)).toBeGreaterThan(0.1);
  });

  it('come from different clouds on cards of their own', () => {
    const used = events.filter(({ kind }) => kind === 'usage');
    expect(new Set(used.map((event) => prefix(signalOf(event, 'ip')!))).size).toBeGreaterThan(150);
    expect(sizes(events, 'payment_instrument')[0]).toBe(1);
  });
});

describe('an agency', () => {
  const { of, rows } = populationOf(input({ agencies: { enabled: true, agencies: 1, accounts: 60 } }));
  const events = of('agency');

  it('works on all its accounts from a few computers, cards and addresses', () => {
    const devices = sizes(events, 'device');
    expect(devices.length).toBeLessThanOrEqual(15);
    expect(devices[0]).toBeGreaterThan(5);
    expect(
      sizes(events, 'ip')
        .slice(0, 2)
        .every((size) => size > 0.8 * rows.size),
    ).toBe(true);
    expect(sizes(events, 'payment_instrument').filter((size) => size > 3).length).toBe(3);
  });

  it('works by its own templates', () => {
    const senders = new Map<string, Set<string>>();
    for (const event of events) {
      for (const template of templatesOf(event)) {
        senders.set(template, (senders.get(template) ?? new Set()).add(event.account));
      }
    }
    expect([...senders.values()].filter(({ size }) => size > 10).length).toBeGreaterThanOrEqual(10);
  });
});

describe('who lost a password', () => {
  it('begins again from the same device once the old account is silent', () => {
    const { of } = populationOf(input({ recreated: { enabled: true, people: 80 } }));
    const events = of('recreated').filter(({ kind }) => kind !== 'payment');
    const spans = new Map<string, { from: number; to: number }>();
    for (const { account, time } of events) {
      const at = Date.parse(time);
      spans.set(account, { from: spans.get(account)?.from ?? at, to: at });
    }
    let pairs = 0;
    for (const accounts of sharers(events, 'device').values()) {
      const inOrder = [...accounts].map((account) => spans.get(account)!).sort((a, b) => a.from - b.from);
      inOrder.slice(1).forEach((next, index) => {
        expect(next.from).toBeGreaterThan(inOrder[index]!.to);
        pairs++;
      });
    }
    expect(pairs).toBeGreaterThan(40);
  });
});

describe('a day in the press', () => {
  it('brings nearly all of its accounts within an hour, and few of them stay', () => {
    const { of, rows } = populationOf(input({ press: { enabled: true, accounts: 800, day: 10 } }));
    const events = of('press');
    expect(rows.size).toBe(800);
    expect(burst(events, HOUR)).toBeGreaterThan(0.85);
    expect(sizes(events, 'referral_code')[0]).toBeGreaterThan(250);
    expect(together(events, HOUR)).toBeGreaterThan(40);
    const first = Date.parse(events[0]!.time);
    const stayed = accountsIn(events.filter(({ time }) => Date.parse(time) > first + 14 * DAY));
    expect(stayed.size / rows.size).toBeLessThan(0.3);
    expect(sizes(events, 'payment_instrument')[0]).toBe(1);
    expect(mostlyAlone(events)).toBe(true);
  });
});
