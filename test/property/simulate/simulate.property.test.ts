import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventSchema, signalRegistry } from '../../../src/signals/index.ts';
import {
  type ScenarioInput,
  type SimulatedEvent,
  scenario,
  simulate,
  span,
  truth,
} from '../../../src/simulate/index.ts';

const DECOY_NAMES = {
  households: 'household',
  offices: 'office',
  classes: 'class',
  carriers: 'carrier',
  ci: 'ci',
  severalAccounts: 'several_accounts',
  travellers: 'traveller',
  universities: 'university',
  corporateCards: 'corporate_card',
  vpn: 'vpn',
  courses: 'course',
  resellers: 'reseller',
  evaluators: 'evaluator',
  agencies: 'agency',
  recreated: 'recreated',
  press: 'press',
} as const;
const DECOYS = Object.keys(DECOY_NAMES) as (keyof typeof DECOY_NAMES)[];

const SKILLS = ['lazy', 'mid', 'careful', 'hydra', 'camouflage', 'framing'] as const;
const small = fc.integer({ min: 0, max: 12 });
const enabled = fc.boolean();

/** Small scenarios of every shape, degenerate ones too. */
const scenarios = fc
  .record({
    seed: fc.integer({ min: 0, max: 0xffffffff }),
    start: fc.constantFrom('2025-01-06T00:00:00Z', '2024-02-28T22:00:00-07:00', '2025-10-26T00:00:00+02:00'),
    days: fc.integer({ min: 1, max: 30 }),
    population: fc.record({ accounts: fc.integer({ min: 0, max: 40 }), growthPerWeek: fc.constantFrom(0.5, 1, 1.5) }),
    decoys: fc.record({
      households: fc.record({ enabled, households: small }),
      offices: fc.record({ enabled, offices: fc.integer({ min: 0, max: 3 }), seats: small }),
      classes: fc.record({ enabled, classes: fc.integer({ min: 0, max: 3 }), students: small }),
      carriers: fc.record({ enabled, carriers: fc.integer({ min: 0, max: 2 }), accounts: small }),
      ci: fc.record({ enabled, accounts: small }),
      severalAccounts: fc.record({ enabled, people: small }),
      travellers: fc.record({ enabled, accounts: small }),
      universities: fc.record({ enabled, universities: fc.integer({ min: 0, max: 2 }), accounts: small }),
      corporateCards: fc.record({ enabled, companies: fc.integer({ min: 0, max: 2 }), fewest: small, most: small }),
      vpn: fc.record({ enabled, accounts: small }),
      courses: fc.record({
        enabled,
        courses: fc.integer({ min: 0, max: 2 }),
        students: small,
        weeks: fc.integer({ min: 1, max: 8 }),
      }),
      resellers: fc.record({ enabled, resellers: fc.integer({ min: 0, max: 2 }), customers: small }),
      evaluators: fc.record({ enabled, accounts: small, benchmarks: fc.integer({ min: 1, max: 3 }) }),
      agencies: fc.record({ enabled, agencies: fc.integer({ min: 0, max: 2 }), accounts: small }),
      recreated: fc.record({ enabled, people: small }),
      press: fc.record({ enabled, accounts: small, day: fc.integer({ min: 0, max: 29 }) }),
      promptLibrary: fc.record({ enabled, share: fc.constantFrom(0, 0.15, 1), prompts: fc.constantFrom(1, 80) }),
    }),
    campaigns: fc.array(
      fc.record({
        name: fc.constantFrom('a', 'b', 'c', 'd'),
        enabled,
        skill: fc.constantFrom(...SKILLS),
        base: fc.constantFrom('lazy' as const, 'mid' as const, 'careful' as const),
        accounts: fc.integer({ min: 1, max: 15 }),
        bansPerDay: fc.constantFrom(0, 0.1, 1),
        bansAfter: fc.constantFrom(0, 3),
        victims: fc.integer({ min: 0, max: 6 }),
        startDay: fc.integer({ min: 0, max: 29 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map(
    (input): ScenarioInput => ({
      ...input,
      campaigns: input.campaigns
        .filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index)
        .map((campaign, index) => ({
          ...campaign,
          startDay: campaign.startDay % input.days,
          victims: campaign.skill === 'framing' ? campaign.victims : 0,
          rings: 1 + (index % campaign.accounts),
        })),
    }),
  );

const text = (input: ScenarioInput) => {
  const lines: string[] = [];
  for (const event of simulate(scenario(input))) lines.push(JSON.stringify(event));
  for (const row of truth(scenario(input))) lines.push(JSON.stringify(row));
  return lines.join('\n');
};

const byAccount = (input: ScenarioInput, keep: (account: string) => boolean): string[] =>
  [...simulate(scenario(input))]
    .filter((event) => keep(event.account))
    .map((event) => JSON.stringify(event))
    .sort();

describe('any scenario', () => {
  it('gives the same bytes each time', () => {
    fc.assert(
      fc.property(scenarios, (input) => {
        expect(text(input)).toBe(text(input));
      }),
      { numRuns: 25 },
    );
  });

  it('keeps its events in order of time, inside its span, with ids of their own', () => {
    fc.assert(
      fc.property(scenarios, (input) => {
        const parsed = scenario(input);
        const { start, end } = span(parsed);
        const ids = new Set<string>();
        let last = start;
        for (const { id, time } of simulate(parsed)) {
          const at = Date.parse(time);
          expect(at).toBeGreaterThanOrEqual(last);
          expect(at).toBeLessThan(end);
          expect(ids.has(id)).toBe(false);
          ids.add(id);
          last = at;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has each account in the truth once, and each account of the truth signs up once and before all else', () => {
    fc.assert(
      fc.property(scenarios, (input) => {
        const parsed = scenario(input);
        const rows = [...truth(parsed)];
        const accounts = new Set(rows.map(({ account }) => account));
        expect(accounts.size).toBe(rows.length);
        const seen = new Set<string>();
        for (const { account, kind } of simulate(parsed)) {
          expect(accounts.has(account)).toBe(true);
          expect(kind === 'signup').toBe(!seen.has(account));
          seen.add(account);
        }
        expect(seen).toEqual(accounts);
        for (const { group, campaign, skill, decoy, framedBy } of rows) {
          if (framedBy !== undefined) expect(campaign).toBeNull();
          expect([group === null, skill === null]).toEqual([campaign === null, campaign === null]);
          if (campaign !== null) expect(decoy).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes events in the wire format, at most one usage event in eight hours', () => {
    const wire = eventSchema(signalRegistry([]));
    fc.assert(
      fc.property(scenarios, (input) => {
        const windows = new Set<string>();
        for (const event of simulate(scenario(input))) {
          const parsed = wire.safeParse(event);
          expect(parsed.error?.issues ?? []).toEqual([]);
          expect(event.signals.length).toBeGreaterThan(0);
          expect(event.usage !== undefined).toBe(event.kind === 'usage');
          if (event.kind !== 'usage') continue;
          const window = `${event.account} ${Math.floor(Date.parse(event.time) / (8 * 3_600_000))}`;
          expect(windows.has(window)).toBe(false);
          windows.add(window);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('leaves everybody else as they are when one decoy is switched', () => {
    fc.assert(
      fc.property(scenarios, fc.constantFrom(...DECOYS), (input, decoy) => {
        const switched = (on: boolean): ScenarioInput => ({
          ...input,
          decoys: { ...input.decoys, [decoy]: { ...input.decoys?.[decoy], enabled: on } },
        });
        const members = new Set<string>();
        for (const row of truth(scenario(switched(true)))) {
          if (row.decoy === DECOY_NAMES[decoy]) members.add(row.account);
        }
        const others = (account: string) => !members.has(account);
        expect(byAccount(switched(false), () => true)).toEqual(byAccount(switched(true), others));
      }),
      { numRuns: 40 },
    );
  });

  it('leaves everybody else as they are when one campaign is switched', () => {
    fc.assert(
      fc.property(scenarios, fc.nat(), (input, pick) => {
        const campaigns = input.campaigns ?? [];
        if (campaigns.length === 0) return;
        const at = pick % campaigns.length;
        const switched = (on: boolean): ScenarioInput => ({
          ...input,
          campaigns: campaigns.map((campaign, index) => (index === at ? { ...campaign, enabled: on } : campaign)),
        });
        const members = new Set<string>();
        for (const row of truth(scenario(switched(true)))) {
          if (row.campaign === campaigns[at]!.name) members.add(row.account);
        }
        expect(byAccount(switched(false), () => true)).toEqual(
          byAccount(switched(true), (account) => !members.has(account)),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('lets those who never read the prompt library be as they are when it is switched off', () => {
    const input: ScenarioInput = { seed: 3, days: 14, population: { accounts: 80 }, campaigns: [] };
    const without = byAccount({ ...input, decoys: { promptLibrary: { enabled: false } } }, () => true);
    const withIt = byAccount(input, () => true);
    const kept = new Set(without);
    const changed = withIt.filter((event) => !kept.has(event)).length;
    expect(withIt.length).toBe(without.length);
    expect(changed).toBeGreaterThan(0);
    expect(changed / withIt.length).toBeLessThan(0.1);
  });
});

describe('a long scenario', () => {
  it('is planned a day at a time: twelve times the days hold no more at once', () => {
    const most = (days: number) => {
      let peak = 0;
      let all = 0;
      const onDay = (_: number, held: number) => {
        peak = Math.max(peak, held);
        all += held;
      };
      const long = scenario({ days, population: { accounts: 400, growthPerWeek: 1 }, campaigns: [] });
      for (const _ of simulate(long, { onDay }));
      return { peak, all };
    };
    const short = most(30);
    const long = most(360);
    expect(long.peak).toBeLessThanOrEqual(short.peak * 1.5);
    expect(long.peak).toBeLessThan(long.all / 60);
  });

  it('lets go of every event that was handed out', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const handedOut: WeakRef<SimulatedEvent>[] = [];
    const events = simulate(scenario({ days: 60, population: { accounts: 300 } }));
    const take = () => {
      for (let index = 0; index < 3_000; index++) {
        const next = events.next();
        if (next.done) return;
        handedOut.push(new WeakRef(next.value));
      }
    };
    take();
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      collect();
      expect(handedOut.length).toBe(3_000);
      expect(handedOut.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(30);
      expect(events.next().done).toBe(false);
    });
  });
});
