import { describe, expect, it } from 'vitest';
import { maskPrompt } from '../../../src/signals/prompt/masking.ts';
import { type SimulatedEvent, scenario, simulate, type TruthRow, truth } from '../../../src/simulate/index.ts';
import { DAY, sharers, sizes } from '../../support/sharing.ts';

const seed = scenario();
const who = new Map<string, TruthRow>([...truth(seed)].map((row) => [row.account, row]));
const events = [...simulate(seed)];
const kindOf = (event: SimulatedEvent) => {
  const row = who.get(event.account)!;
  return row.campaign ?? row.decoy ?? 'ordinary';
};
const of = (kind: string) => events.filter((event) => kindOf(event) === kind);

describe('ordinary life in the seed', () => {
  it('has about 5,000 innocent accounts, each kind of innocent sharing among them', () => {
    const counts: Record<string, number> = {};
    for (const { campaign, decoy } of who.values()) {
      const kind = campaign ?? decoy ?? 'ordinary';
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts).toMatchObject({ ordinary: 3_000, office: 200, class: 60, carrier: 1_000, ci: 25, traveller: 60 });
    expect(counts['household']).toBeGreaterThan(400);
    expect(counts['several_accounts']).toBeGreaterThan(120);
    expect(who.size - 260).toBeGreaterThan(4_800);
  });

  it('signs up more from week to week, less at weekends', () => {
    const weeks = Array.from({ length: 8 }, () => 0);
    let atWeekends = 0;
    const signups = of('ordinary').filter(({ kind }) => kind === 'signup');
    for (const { time } of signups) {
      const day = Math.floor((Date.parse(time) - Date.parse(seed.start)) / DAY);
      weeks[Math.floor(day / 7)]!++;
      if (day % 7 >= 5) atWeekends++;
    }
    expect(weeks[7]! + weeks[6]!).toBeGreaterThan(1.2 * (weeks[0]! + weeks[1]!));
    expect(atWeekends / signups.length).toBeLessThan(0.26);
  });

  it('is heavy-tailed: the busiest tenth makes more than half of the requests', () => {
    const requests = new Map<string, number>();
    for (const { account, usage } of of('ordinary')) {
      requests.set(account, (requests.get(account) ?? 0) + (usage?.requests ?? 0));
    }
    const sorted = [...requests.values()].sort((left, right) => right - left);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(sorted.slice(0, sorted.length / 10))).toBeGreaterThan(sum(sorted) / 2);
  });

  it('has an office that pays 200 seats by one card and shows few addresses at the desk', () => {
    expect(sizes(of('office'), 'payment_instrument')).toEqual([200]);
    expect(sizes(of('office'), 'device').every((size) => size < 8)).toBe(true);
    const egress = sizes(of('office'), 'ip').filter((size) => size > 60);
    expect(egress.length).toBeGreaterThanOrEqual(2);
  });

  it('has a class that sends one prompt in one hour', () => {
    const hours = new Map<string, Set<string>>();
    for (const { kind, time, account } of of('class')) {
      if (kind !== 'usage') continue;
      // Class hours need not begin at a full hour of the clock: three quarters of everybody is enough.
      const hour = time.slice(0, 13);
      hours.set(hour, (hours.get(hour) ?? new Set()).add(account));
    }
    expect(Math.max(...[...hours.values()].map((set) => set.size))).toBeGreaterThan(45);
  });

  it('has a thousand accounts behind six carrier addresses', () => {
    const busiest = sizes(of('carrier'), 'ip');
    expect(busiest[5]).toBeGreaterThan(100);
    expect(busiest[6]).toBeLessThan(100);
  });

  it('has build pipelines that run at fixed minutes', () => {
    const common = of('ci').filter(
      ({ kind, time }) => kind === 'usage' && ['00', '05', '15', '30'].includes(time.slice(14, 16)),
    );
    expect(common.length / of('ci').filter(({ kind }) => kind === 'usage').length).toBeGreaterThan(0.9);
  });
});

describe('campaigns in the seed', () => {
  it('make about 26 requests an account and day', () => {
    const end = Date.parse(seed.start) + seed.days * DAY;
    for (const { name } of seed.campaigns) {
      let requests = 0;
      let days = 0;
      for (const { kind, time, usage } of of(name)) {
        requests += usage?.requests ?? 0;
        if (kind === 'signup') days += (end - Date.parse(time)) / DAY;
      }
      expect(requests / days, name).toBeGreaterThan(20);
      expect(requests / days, name).toBeLessThan(32);
    }
  });

  it('lazy: few cards and few devices for many accounts', () => {
    expect(sizes(of('lazy'), 'payment_instrument')).toEqual([20, 20, 20, 20, 20, 20]);
    expect(sizes(of('lazy'), 'device').length).toBeLessThan(15);
  });

  it('mid: cards shared by two to four, devices by a few', () => {
    const cards = sizes(of('mid'), 'payment_instrument');
    expect(Math.max(...cards)).toBe(4);
    expect(cards.filter((size) => size > 1).length / cards.length).toBeGreaterThan(0.8);
    expect(Math.max(...sizes(of('mid'), 'device'))).toBeLessThanOrEqual(4);
  });

  it('careful: no card, phone or mail address is shared, and no address by many', () => {
    for (const type of ['payment_instrument', 'phone', 'email']) {
      for (const size of sizes(of('careful'), type)) expect(size).toBe(1);
    }
    expect(Math.max(...sizes(of('careful'), 'ip'))).toBeLessThan(10);
  });

  it('careful: most proxy exits that two share are not shared again by the same two', () => {
    const pairs = new Map<string, number>();
    for (const accounts of sharers(of('careful'), 'ip').values()) {
      const list = [...accounts].sort();
      list.forEach((left, index) => {
        for (const right of list.slice(index + 1)) pairs.set(left + right, (pairs.get(left + right) ?? 0) + 1);
      });
    }
    const repeated = [...pairs.values()].filter((times) => times >= 3).length;
    expect(repeated / pairs.size).toBeLessThan(0.05);
  });

  it('careful: the accounts of a ring send the same templates in the same evening', () => {
    const together = (from: readonly SimulatedEvent[]) => {
      const senders = new Map<string, Set<string>>();
      for (const { account, time, signals } of from) {
        const window = Math.floor(Date.parse(time) / (8 * 3_600_000));
        for (const { type, value } of signals) {
          if (type !== 'prompt') continue;
          const key = `${window} ${maskPrompt(value).join(' ')}`;
          senders.set(key, (senders.get(key) ?? new Set()).add(account));
        }
      }
      return [...senders.values()].filter((accounts) => accounts.size >= 4).length;
    };
    expect(together(of('careful'))).toBeGreaterThan(40);
    // As many ordinary accounts hardly ever do.
    const some = new Set([...who.values()].filter(({ decoy }) => decoy === 'traveller').map(({ account }) => account));
    expect(together(events.filter(({ account }) => some.has(account)))).toBeLessThan(5);
  });

  it('give nobody away by a category: software, models, referral codes, mail providers and address blocks are everybody’s', () => {
    const categories = ({ signals, usage }: SimulatedEvent): string[] => [
      ...signals.flatMap(({ type, value }) => {
        if (type === 'ip')
          return [
            `ip ${value
              .split(/[.:]/)
              .slice(0, value.includes(':') ? 2 : 1)
              .join('.')}`,
          ];
        if (type === 'email') return /@(mail|inbox|post|webmail)\.example$/.test(value) ? [value.split('@')[1]!] : [];
        return ['user_agent', 'tls_fingerprint', 'referral_code'].includes(type) ? [`${type} ${value}`] : [];
      }),
      ...(usage ? [usage.model, usage.client, usage.capability, `stream ${usage.stream}`] : []),
      `${signals.map(({ type }) => type).join()}`,
    ];
    const innocents = new Set<string>();
    const guilty = new Map<string, Set<string>>();
    for (const event of events) {
      const campaign = who.get(event.account)!.campaign;
      for (const category of categories(event)) {
        if (campaign === null) innocents.add(category);
        else guilty.set(category, (guilty.get(category) ?? new Set()).add(event.account));
      }
    }
    expect([...guilty.keys()].filter((category) => !innocents.has(category))).toEqual([]);
  });

  it('use popular signals too: most of a campaign’s accounts meet innocents on an address', () => {
    for (const { name } of seed.campaigns) {
      const met = new Set<string>();
      const innocent = new Set(
        sharers(
          events.filter((event) => who.get(event.account)!.campaign === null),
          'ip',
        ).keys(),
      );
      for (const { account, signals } of of(name)) {
        if (signals.some(({ type, value }) => type === 'ip' && innocent.has(value))) met.add(account);
      }
      const { accounts } = seed.campaigns.find((campaign) => campaign.name === name)!;
      expect(met.size / accounts, name).toBeGreaterThan(0.5);
    }
  });
});
