import { describe, expect, it } from 'vitest';
import { mappingOfHeader } from '../../../src/ingest/import/mapping.ts';
import { rowEvents } from '../../../src/ingest/import/row-event.ts';
import { fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';

const registry = signalRegistry([], {
  attributes: [
    { name: 'plan', type: 'text' },
    { name: 'spend', type: 'number' },
    { name: 'trial', type: 'boolean' },
  ],
});
const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 7).toString('base64') } });
const { observe } = observer({
  ...{ registry, fingerprint, templates: templateMiner({ fingerprint }) },
  futureToleranceMs: 0,
});
const event = { id: 'e', account: 'a', kind: 'session', time: '2026-03-14T19:20:05Z' };
const observed = (attributes: unknown) => observe({ ...event, attributes }, Date.UTC(2027, 0, 1));

describe('attributes of an account', () => {
  it('are taken as they are declared', () => {
    expect(observed({ spend: -0, plan: 'enterprise', trial: false })).toMatchObject({
      ok: true,
      event: {
        attributes: [
          ['plan', 'enterprise'],
          ['spend', 0],
          ['trial', false],
        ],
      },
    });
  });

  it('are refused where they are not declared or of another type, without a word of what they hold', () => {
    const refused = observed({ plan: 7, spend: '12', trial: 'secret-value', 'secret-name': 1 });
    expect(refused).toEqual({
      ok: false,
      id: 'e',
      problems: [
        {
          pointer: '/attributes',
          reason:
            'has a member that accounts.attributes of the configuration does not declare; declared: plan, spend, trial',
        },
        {
          pointer: '/attributes/plan',
          reason: 'must be a string of 1–64 characters without control or invisible ones',
        },
        { pointer: '/attributes/spend', reason: 'must be a number from -1000000000000000 to 1000000000000000' },
        { pointer: '/attributes/trial', reason: 'must be true or false' },
      ],
    });
    expect(JSON.stringify(refused)).not.toContain('secret');
  });

  it('stand in columns of a table under attr_, each read as its type', () => {
    const header = ['account', 'at', 'attr_plan', 'attr_spend', 'attr_trial'];
    const toEvent = rowEvents(mappingOfHeader(header, registry), header);
    expect(toEvent(['a', '1773516005', '123', '-1.5', 'true'], 'line:2')['attributes']).toEqual({
      ...{ plan: '123', spend: -1.5, trial: true },
    });
    expect(toEvent(['a', '1773516005', '', '', ''], 'line:2')).not.toHaveProperty('attributes');
    expect(() => mappingOfHeader(['account', 'at', 'attr_other'], registry)).toThrow(/neither an event field/);
  });
});
