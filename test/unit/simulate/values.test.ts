import { describe, expect, it } from 'vitest';
import { fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';
import { scenario, simulate } from '../../../src/simulate/index.ts';

describe('simulated values', () => {
  it('pass the door of the service: every event of a whole small scenario is accepted', () => {
    const small = scenario({
      days: 21,
      population: { accounts: 120 },
      decoys: {
        households: { households: 10 },
        offices: { seats: 12 },
        classes: { students: 10 },
        carriers: { accounts: 20 },
        severalAccounts: { people: 8 },
        travellers: { accounts: 6 },
        universities: { enabled: true, universities: 1, accounts: 12 },
        corporateCards: { enabled: true, companies: 1, fewest: 5, most: 9 },
        vpn: { enabled: true, accounts: 6 },
        courses: { enabled: true, courses: 1, students: 6, weeks: 2 },
        resellers: { enabled: true, resellers: 1, customers: 6 },
        evaluators: { enabled: true, accounts: 6 },
        agencies: { enabled: true, agencies: 1, accounts: 6 },
        recreated: { enabled: true, people: 4 },
        press: { enabled: true, accounts: 6, day: 4 },
      },
      campaigns: [
        { name: 'l', skill: 'lazy', accounts: 10, startDay: 3 },
        { name: 'm', skill: 'mid', accounts: 10, rings: 2, startDay: 3 },
        { name: 'c', skill: 'careful', accounts: 10, rings: 2, startDay: 3 },
        { name: 'h', skill: 'hydra', accounts: 10, rings: 2, startDay: 3, bansPerDay: 0.2, bansAfter: 1 },
        { name: 'p', skill: 'camouflage', base: 'careful', accounts: 10, rings: 2, startDay: 3 },
        { name: 'f', skill: 'framing', base: 'mid', accounts: 10, rings: 2, startDay: 3, victims: 5 },
      ],
    });
    const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } });
    const door = observer({
      registry: signalRegistry([]),
      fingerprint,
      templates: templateMiner({ fingerprint }),
      futureToleranceMs: 0,
    });
    const types = new Set<string>();
    const refused: unknown[] = [];
    for (const event of simulate(small)) {
      const observed = door.observe(event, Date.parse('2025-12-31T00:00:00Z'));
      if (!observed.ok) refused.push(observed.problems);
      for (const { type } of event.signals) types.add(type);
    }
    expect(refused).toEqual([]);
    expect([...types].sort()).toEqual([
      'billing_address',
      'device',
      'email',
      'ip',
      'payment_instrument',
      'phone',
      'prompt',
      'referral_code',
      'tls_fingerprint',
      'user_agent',
    ]);
  });
});
