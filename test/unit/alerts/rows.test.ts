import { expect, test } from 'vitest';
import { rowsOf } from '../../../src/alerts/rows.ts';

const alert = { id: 'alert_a', at: '2026-03-02T08:00:00.000Z', rule: 'rule_a', ring: 'ring_a', size: 9, text: 't' };

test('an alert is one row, a digest a row for each, a test one without a ring', () => {
  expect(rowsOf({ alert })).toMatchObject([{ id: 'alert_a', ring: 'ring_a', size: 9, score: null }]);
  expect(rowsOf({ alerts: [alert, { ...alert, id: 'alert_b' }] }).map(({ id }) => id)).toEqual(['alert_a', 'alert_b']);
  expect(rowsOf({ text: 'a test' })).toMatchObject([{ id: null, ring: null, text: 'a test' }]);
});
