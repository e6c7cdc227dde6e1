import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { onPath } from '../../src/graph/server/java.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { readPromql, type Selector } from '../support/promql.ts';
import { signup } from '../support/staged.ts';

const FILE = (name: string) => fileURLToPath(new URL(`../../docs/monitoring/${name}`, import.meta.url));
const textOf = (name: string) => readFileSync(FILE(name), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const rules = (parse(textOf('alert-rules.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (each) => each.rules,
);
const panels = (JSON.parse(textOf('grafana-dashboard.json')) as { panels: Panel[] }).panels;
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
];

/** What Prometheus itself knows or adds. */
const OWN_METRICS = new Set(['up']);
const OWN_LABELS = ['job', 'instance'];
const OF_COUNTERS = new Set(['rate', 'irate', 'increase']);

interface Metric {
  readonly type: string;
  /** Label → values seen. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

let api: TestApi;
/** Of a live service that has done everything once: name of a series, with its suffix → type and labels. */
const live = new Map<string, Metric>();

beforeAll(async () => {
  api = await startApi();
  const events = Array.from({ length: 20 }, (_, i) => signup(`a${i}`, [{ type: 'ip', value: `203.0.113.${i}` }]));
  expect((await api.call('POST', '/v1/events', { body: events })).status).toBe(200);
  expect((await api.call('POST', '/v1/events', { body: [{ id: 'bad' }] })).status).toBe(422);
  await api.app.detection.start({ by: TESTER, trigger: 'api' });
  await api.app.detection.finished();
  expect((await api.call('GET', '/v1/rings')).status).toBe(200);
  const answer = await fetch(`${api.url}/metrics`, {
    headers: { authorization: `Bearer ${await api.keyWith('viewer')}` },
  });
  expect(answer.status).toBe(200);
  const types = new Map<string, string>();
  for (const line of (await answer.text()).split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) types.set(name, type);
    const [, series, inner = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? [];
    if (series === undefined) continue;
    const labels = new Map<string, Set<string>>(live.get(series)?.labels as Map<string, Set<string>> | undefined);
    for (const [, label, value] of inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
      labels.set(label!, (labels.get(label!) ?? new Set()).add(value!));
    }
    const base = series.replace(/_(bucket|sum|count)$/, '');
    live.set(series, { type: types.get(series) ?? types.get(base) ?? 'untyped', labels });
  }
});
afterAll(() => api?.close());

/** What is wrong with a selector, a sentence each. */
const faultsOf = ({ metric, matchers, within, ranged }: Selector): string[] => {
  if (OWN_METRICS.has(metric)) return [];
  const known = live.get(metric);
  if (known === undefined) return [`${metric} is not in /metrics`];
  const faults: string[] = [];
  const counts = known.type === 'counter' || known.type === 'histogram';
  const rated = within.some((name) => OF_COUNTERS.has(name));
  if (counts && !(rated && ranged)) faults.push(`${metric} only ever grows: it needs rate or increase over a range`);
  if (!counts && rated) faults.push(`${metric} is a ${known.type}: no rate of it`);
  if (metric.endsWith('_bucket') !== within.includes('histogram_quantile'))
    faults.push(`${metric}: buckets go with histogram_quantile`);
  for (const { label, operator, value } of matchers) {
    const values = known.labels.get(label);
    if (OWN_LABELS.includes(label)) continue;
    if (values === undefined) faults.push(`${metric} has no label ${label}`);
    else if (operator === '=' && !values.has(value)) faults.push(`${metric}: no ${label} is "${value}"`);
    else if (operator === '=~' && /^[\w|]+$/.test(value)) {
      for (const one of value.split('|')) if (!values.has(one)) faults.push(`${metric}: no ${label} is "${one}"`);
    } else if (
      operator === '=~' &&
      label !== 'status' &&
      ![...values].some((one) => new RegExp(`^(?:${value})$`).test(one))
    ) {
      faults.push(`${metric}: no ${label} is like ${value}`);
    }
  }
  return faults;
};

const check = (expression: string): string[] => {
  const { selectors, groupings } = readPromql(expression);
  const faults = selectors.flatMap(faultsOf);
  const labels = new Set([
    ...OWN_LABELS,
    ...selectors.flatMap(({ metric }) => [...(live.get(metric)?.labels.keys() ?? [])]),
  ]);
  for (const { word, labels: wanted } of groupings) {
    for (const label of wanted)
      if (!labels.has(label)) faults.push(`${word} (${label}): none of its metrics has that label`);
  }
  if (expression.includes('histogram_quantile') && !groupings.some(({ labels: wanted }) => wanted.includes('le'))) {
    faults.push('histogram_quantile needs the buckets: by (le)');
  }
  return faults;
};

describe('dashboard and alert rules', () => {
  it.each(expressions)('%s reads metrics and labels that a live service has: %s', (_, expression) => {
    expect(readPromql(expression).selectors.length).toBeGreaterThan(0);
    expect(check(expression)).toEqual([]);
  });

  it('would be caught with a wrong name, label, value, suffix or function', () => {
    expect(check('ringfence_rings')).toEqual(['ringfence_rings is not in /metrics']);
    expect(check('rate(ringfence_published_rings[5m])')).toEqual([
      'ringfence_published_rings is a gauge: no rate of it',
    ]);
    expect(check('ringfence_ingest_events_total > 5')).toHaveLength(1);
    expect(check('rate(ringfence_run_duration_seconds[5m])')).toEqual([
      'ringfence_run_duration_seconds is not in /metrics',
    ]);
    expect(check('increase(ringfence_runs_total{state="broken"}[1h])')).toEqual([
      'ringfence_runs_total: no state is "broken"',
    ]);
    expect(check('sum by (kind) (increase(ringfence_runs_total[1h]))')).toEqual([
      'by (kind): none of its metrics has that label',
    ]);
    expect(
      check('histogram_quantile(0.9, sum by (job) (rate(ringfence_run_duration_seconds_bucket[1h])))'),
    ).toHaveLength(1);
    expect(() => readPromql('sum(up')).toThrow('bracket');
    expect(() => readPromql('up{job="x"')).toThrow();
  });

  it('leave out no metric that the service has of its own', () => {
    const read = new Set(
      expressions
        .flatMap(([, expression]) => readPromql(expression).selectors)
        .map(({ metric }) => metric.replace(/_(bucket|sum|count)$/, '')),
    );
    const own = [...live.keys()]
      .filter((name) => name.startsWith('ringfence_'))
      .map((name) => name.replace(/_(bucket|sum|count)$/, ''));
    expect([...new Set(own)].filter((name) => !read.has(name))).toEqual([]);
  });
});

describe('alert rules', () => {
  it.each(rules)(
    '$alert has a severity, and says what it means and what to do',
    ({ alert, labels, annotations, expr }) => {
      expect(alert).toMatch(/^Ringfence[A-Z]\w+$/);
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      for (const key of ['summary', 'description', 'action']) expect(annotations[key]?.length ?? 0).toBeGreaterThan(20);
      // A label that the expression sums away is empty in the text.
      const kept = readPromql(expr).groupings.filter(({ word }) => word === 'by');
      for (const [, label] of Object.values(annotations)
        .join(' ')
        .matchAll(/\$labels\.(\w+)/g)) {
        if (kept.length > 0)
          expect(
            kept.some(({ labels: by }) => by.includes(label!)),
            `${alert}: ${label}`,
          ).toBe(true);
      }
    },
  );

  it('are named once each', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });
});

describe('the dashboard', () => {
  it('has panels that say what they show, with numbers of their own, and none over another', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { type, title, description, gridPos, targets = [] } of panels) {
      if (type !== 'row') expect(description?.length ?? 0, title).toBeGreaterThan(10);
      expect(targets.length > 0).toBe(type !== 'row');
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x},${y}`), title).toBe(false);
          taken.add(`${x},${y}`);
        }
      }
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (const { expr, legendFormat } of targets) {
        const by = readPromql(expr).groupings.flatMap(({ labels }) => labels);
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
          if (by.length > 0) expect(by, `${title}: ${legendFormat}`).toContain(label);
        }
      }
    }
  });
});

const promtool = await onPath('promtool', process.env['PATH']);
if (promtool === undefined)
  console.log('skipped: promtool on the rules and on what they fire at (promtool is not on the PATH)');

describe.skipIf(promtool === undefined)('promtool', () => {
  const run = (...args: string[]) => promisify(execFile)(promtool!, args);

  it('reads the rules', async () => {
    expect((await run('check', 'rules', FILE('alert-rules.yml'))).stdout).toContain(
      `SUCCESS: ${rules.length} rules found`,
    );
  });

  it('sees them fire, and be silent, where they should', async () => {
    expect((await run('test', 'rules', FILE('alert-rules.test.yml'))).stdout).toContain('SUCCESS');
  });
});
