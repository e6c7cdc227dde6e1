import { describe, expect, it } from 'vitest';
import { maskPrompt } from '../../../src/signals/prompt/masking.ts';
import type { ScenarioInput, SimulatedEvent } from '../../../src/simulate/index.ts';
import { accountsIn, DAY, onlyDecoys, populationOf, sharers, signalOf, sizes } from '../../support/sharing.ts';

type CampaignInput = NonNullable<ScenarioInput['campaigns']>[number];

const START = Date.parse('2025-01-06T00:00:00Z');
const DAYS = 56;
const inputOf = (...campaigns: CampaignInput[]): ScenarioInput => ({
  seed: 11,
  population: { accounts: 300 },
  decoys: onlyDecoys({ carriers: { enabled: true, accounts: 100 }, promptLibrary: { enabled: true } }),
  campaigns,
});
const requestsPerDay = (events: readonly SimulatedEvent[], lastSeen = START + DAYS * DAY) => {
  let requests = 0;
  let days = 0;
  for (const { kind, time, usage } of events) {
    requests += usage?.requests ?? 0;
    if (kind === 'signup') days += (lastSeen - Date.parse(time)) / DAY;
  }
  return requests / days;
};
const templatesOf = (events: readonly SimulatedEvent[]) =>
  new Set(
    events.flatMap(({ signals }) =>
      signals.filter(({ type }) => type === 'prompt').map(({ value }) => maskPrompt(value).join(' ')),
    ),
  );

describe('ring sizes', () => {
  it('are those of the list, whatever the skill', () => {
    for (const skill of ['lazy', 'mid', 'careful', 'camouflage'] as const) {
      const { rows } = populationOf(inputOf({ name: 'x', skill, ringSizes: [40, 5, 12] }));
      const counts: Record<string, number> = {};
      for (const { group } of rows.values()) if (group !== null) counts[group] = (counts[group] ?? 0) + 1;
      expect(counts).toEqual({ 'x-1': 40, 'x-2': 5, 'x-3': 12 });
    }
  });

  it('larger rings rent more servers and use more templates', () => {
    const of = (size: number) => populationOf(inputOf({ name: 'x', skill: 'mid', ringSizes: [size] })).ofCampaign('x');
    const shared = (events: readonly SimulatedEvent[]) => {
      const senders = new Map<string, number>();
      for (const event of events)
        for (const template of templatesOf([event])) senders.set(template, (senders.get(template) ?? 0) + 1);
      return [...senders.values()].filter((count) => count > 20).length;
    };
    expect(shared(of(600))).toBeGreaterThan(shared(of(60)));
  });
});

describe('two entries of one campaign', () => {
  it('are one in the truth and share templates, with rings of their own', () => {
    const { rows, events } = populationOf(
      inputOf(
        { name: 'a', campaign: 'both', skill: 'mid', accounts: 60, rings: 3 },
        { name: 'b', campaign: 'both', skill: 'careful', accounts: 60, rings: 3 },
      ),
    );
    const guilty = [...rows.values()].filter(({ campaign }) => campaign === 'both');
    expect(guilty.length).toBe(120);
    expect(new Set(guilty.map(({ group }) => group)).size).toBe(6);
    const by = (entry: string) =>
      templatesOf(events.filter(({ account }) => rows.get(account)!.group?.startsWith(`${entry}-`)));
    const innocent = templatesOf(events.filter(({ account }) => rows.get(account)!.campaign === null));
    const inB = by('b');
    const both = [...by('a')].filter((template) => inB.has(template) && !innocent.has(template));
    expect(both.length).toBeGreaterThan(5);
  });
});

describe('bans', () => {
  it('end accounts some days after signup at the rate that the scenario says', () => {
    const input = (bansPerDay: number) =>
      inputOf({ name: 'x', skill: 'mid', accounts: 200, rings: 4, startDay: 2, bansPerDay, bansAfter: 6 });
    const lived = (bansPerDay: number) => {
      const spans = new Map<string, { from: number; to: number }>();
      for (const { account, time } of populationOf(input(bansPerDay)).ofCampaign('x')) {
        const at = Date.parse(time);
        spans.set(account, { from: spans.get(account)?.from ?? at, to: at });
      }
      return [...spans.values()].map(({ from, to }) => (to - from) / DAY);
    };
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const days = lived(0.2);
    // Safe for 6 days, then 5 on average.
    expect(mean(days)).toBeGreaterThan(8.5);
    expect(mean(days)).toBeLessThan(12);
    expect(mean(lived(0))).toBeGreaterThan(25);
  });
});

describe('hydra', () => {
  const spec: CampaignInput = {
    name: 'hydra',
    skill: 'hydra',
    accounts: 200,
    rings: 4,
    startDay: 5,
    bansPerDay: 0.03,
    bansAfter: 4,
  };
  const { rows, ofCampaign } = populationOf(inputOf(spec));
  const events = ofCampaign('hydra');

  it('replaces banned accounts within days: more accounts than places, no more at one time', () => {
    const accounts = accountsIn(events);
    expect(accounts.size).toBe([...rows.values()].filter(({ campaign }) => campaign === 'hydra').length);
    expect(accounts.size).toBeGreaterThan(300);
    const active = new Map<number, Set<string>>();
    for (const { account, time, kind } of events) {
      if (kind !== 'usage') continue;
      const day = Math.floor(Date.parse(time) / DAY);
      active.set(day, (active.get(day) ?? new Set()).add(account));
    }
    const counts = [...active.values()].map(({ size }) => size);
    expect(Math.max(...counts)).toBeLessThanOrEqual(200);
    expect(counts.at(-1)).toBeGreaterThan(100);
  });

  it('mixes in ordinary traffic, in all by about 26 requests an account and day', () => {
    const usage = events.flatMap(({ usage }) => (usage ? [usage] : []));
    const ordinary = usage.filter(({ capability }) => !['coding', 'agentic'].includes(capability));
    expect(ordinary.length / usage.length).toBeGreaterThan(0.05);
    const { ofCampaign: without } = populationOf(inputOf({ ...spec, bansPerDay: 0 }));
    expect(requestsPerDay(without('hydra'))).toBeGreaterThan(20);
    expect(requestsPerDay(without('hydra'))).toBeLessThan(32);
  });

  it('shares cards among up to three, and machines with the account before', () => {
    expect(sizes(events, 'payment_instrument')[0]).toBeLessThanOrEqual(3);
    expect(sizes(events, 'payment_instrument').filter((size) => size > 1).length).toBeGreaterThan(20);
    expect(sizes(events, 'device')[0]).toBeLessThanOrEqual(4);
    expect(sizes(events, 'device').filter((size) => size > 1).length).toBeGreaterThan(20);
  });
});

describe('camouflage', () => {
  it('touches popular addresses, prompts and codes more than the operation underneath', () => {
    const { ofCampaign } = populationOf(
      inputOf(
        { name: 'plain', skill: 'careful', accounts: 80, rings: 2 },
        { name: 'hidden', skill: 'camouflage', base: 'careful', accounts: 80, rings: 2 },
      ),
    );
    // Mobile carriers, platforms, VPN exits and public places; homes have other blocks.
    const share = (name: string) => {
      const events = ofCampaign(name);
      return events.filter((event) => /^(248|249|250)\./.test(signalOf(event, 'ip')!)).length / events.length;
    };
    expect(share('hidden')).toBeGreaterThan(share('plain') + 0.25);
    const everyday = (name: string) => {
      const prompts = ofCampaign(name).flatMap(({ signals }) => signals.filter(({ type }) => type === 'prompt'));
      return prompts.filter(({ value }) => /^(Fix the grammar|Summarize this|Fix this error)/.test(value)).length;
    };
    expect(everyday('hidden')).toBeGreaterThan(1.5 * everyday('plain'));
    const coded = (name: string) => ofCampaign(name).filter((event) => signalOf(event, 'referral_code')).length;
    expect(coded('hidden')).toBeGreaterThan(3 * coded('plain'));
  });
});

describe('framing', () => {
  const spec: CampaignInput = { name: 'f', skill: 'framing', base: 'mid', accounts: 120, rings: 3, victims: 30 };
  const { rows, events, ofCampaign } = populationOf(inputOf(spec));
  const victims = [...rows.values()].filter(({ framedBy }) => framedBy !== undefined);

  it('names its victims in the truth, all of them innocent', () => {
    expect(victims.length).toBeGreaterThan(20);
    expect(victims.length).toBeLessThanOrEqual(30);
    for (const { framedBy, campaign, decoy, group } of victims) {
      expect({ framedBy, campaign, decoy, group }).toEqual({ framedBy: 'f', campaign: null, decoy: null, group: null });
    }
  });

  it('shares their addresses, and of some the device, the mailbox or the card', () => {
    const innocent = (account: string) => victims.some((row) => row.account === account);
    const its = events.filter(({ account }) => innocent(account));
    const theirs = ofCampaign('f');
    const shared = (type: string, read = (value: string) => value) => {
      const values = new Set([...sharers(theirs, type).keys()].map(read));
      const hit = its.filter((event) => values.has(read(signalOf(event, type) ?? '')));
      return accountsIn(hit).size;
    };
    expect(shared('ip')).toBeGreaterThan(0.6 * victims.length);
    expect(shared('device')).toBeGreaterThan(3);
    expect(shared('email', (mail) => mail.replace(/\+.*@/, '@'))).toBeGreaterThan(1);
    expect(shared('payment_instrument')).toBeGreaterThan(0);
  });

  it('changes nothing that innocents do', () => {
    const others = (population: typeof events) =>
      population.filter(({ account }) => rows.get(account)!.campaign === null);
    const without = populationOf(inputOf({ ...spec, enabled: false }));
    expect(others(events)).toEqual(without.events);
    expect([...without.rows.values()].some(({ framedBy }) => framedBy !== undefined)).toBe(false);
  });
});
