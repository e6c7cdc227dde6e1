import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenario, scenarioSchema, span } from '../../../src/simulate/index.ts';

const problems = (input: unknown) =>
  scenarioSchema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a scenario', () => {
  it('is the seed’s when nothing is said', () => {
    const { population, decoys, campaigns } = scenario();
    expect(population.accounts).toBe(3_000);
    expect(decoys.offices).toEqual({ enabled: true, offices: 1, seats: 200 });
    expect(campaigns.map(({ name, accounts }) => [name, accounts])).toEqual([
      ['lazy', 120],
      ['mid', 80],
      ['careful', 60],
    ]);
  });

  it('refuses unknown keys, two campaigns of one name, too many rings and a campaign after the end', () => {
    expect(problems({ decoys: { offises: {} } })).toEqual([expect.stringContaining('offises')]);
    const campaign = { name: 'a', skill: 'lazy', accounts: 3 };
    expect(problems({ campaigns: [campaign, campaign] })).toEqual(['campaigns.1.name: two campaigns have this name']);
    expect(problems({ campaigns: [{ ...campaign, rings: 4 }] })).toEqual([
      'campaigns.0.rings: more rings than accounts',
    ]);
    expect(problems({ days: 10, campaigns: [{ ...campaign, startDay: 10 }] })).toEqual([
      'campaigns.0.startDay: the campaign begins after the scenario ends',
    ]);
  });

  it('begins at midnight UTC whatever the zone of its start', () => {
    const { start, end } = span({ start: '2025-03-01T23:30:00-05:00', days: 2 });
    expect(new Date(start).toISOString()).toBe('2025-03-02T00:00:00.000Z');
    expect(end - start).toBe(2 * 86_400_000);
  });

  it('documents every key', () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, path: string) => {
      const node = schema as { description?: string; properties?: Record<string, unknown>; items?: unknown };
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        const inner = child as typeof node;
        if (!inner.properties && !inner.description) undescribed.push(`${path}${key}`);
        walk(child, `${path}${key}.`);
        if (inner.items) walk(inner.items, `${path}${key}[].`);
      }
    };
    walk(scenarioSchema.toJSONSchema({ io: 'input' }), '');
    expect(undescribed).toEqual([]);
  });

  it('is told on the page with every key, its default and what it does', () => {
    type Node = {
      properties?: Record<string, Node>;
      required?: string[];
      items?: Node;
      default?: unknown;
      description?: string;
    };
    const page = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8');
    const missing: string[] = [];
    const walk = ({ properties = {}, required = [] }: Node, path: string) => {
      for (const [key, node] of Object.entries(properties)) {
        const { default: initial, description, items } = node;
        const text = initial === undefined ? (required.includes(key) ? 'required' : '–') : `\`${initial}\``;
        const row = `| \`${path}${key}\` | ${items?.properties ? 'the three of the seed' : text} | ${description} |`;
        if (!node.properties && !page.includes(row)) missing.push(row);
        walk(node, `${path}${key}.`);
        if (items) walk(items, `${path}${key}[].`);
      }
    };
    walk(scenarioSchema.toJSONSchema({ io: 'input' }) as Node, '');
    expect(missing).toEqual([]);
  });
});
