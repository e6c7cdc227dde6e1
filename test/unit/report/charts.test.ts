import { describe, expect, it } from 'vitest';
import { activityCounter } from '../../../src/report/activity.ts';
import { changesOf, notable } from '../../../src/report/changes.ts';
import { activityChart, ringsChart } from '../../../src/report/charts.ts';
import { ringOf } from '../../support/report.ts';

const DAY = 86_400_000;
const WINDOW = DAY / 3;
const START = Date.UTC(2026, 2, 2);
/** The n-th window after START. */
const window = (n: number) => START / WINDOW + n;

const dots = (svg: string) =>
  [...svg.matchAll(/<circle class="([^"]+)" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"><title>([^<]+)/g)].map(
    ([, name, x, y, r, title]) => ({ name, x: Number(x), y: Number(y), r: Number(r), title }),
  );

describe('rings by size and score', () => {
  it('puts larger rings to the right and surer ones higher, inside of the picture', () => {
    const svg = ringsChart([ringOf({ score: 0.99, size: 4 }), ringOf({ score: 0.6, size: 900 })], 1)!.markup;
    const [small, large] = [
      dots(svg).find(({ title }) => title!.includes(' 4 '))!,
      dots(svg).find(({ title }) => title!.includes('900'))!,
    ];
    expect(small.x).toBeLessThan(large.x);
    expect(small.y).toBeLessThan(large.y);
    expect([small.name, large.name]).toEqual(['dot drawn', 'dot']);
    for (const dot of dots(svg)) {
      expect(dot.x).toBeGreaterThan(40);
      expect(dot.x).toBeLessThan(710);
      expect(dot.y).toBeGreaterThan(0);
      expect(dot.y).toBeLessThan(270);
    }
  });

  it('makes one larger dot of rings that would cover one another', () => {
    const same = Array.from({ length: 30 }, (_, n) => ringOf({ id: `ring_${n}` }));
    const svg = ringsChart([...same, ringOf({ size: 400 })], 0)!.markup;
    expect(dots(svg)).toHaveLength(2);
    expect(dots(svg)[0]).toMatchObject({ title: '30 rings of about 12 accounts, score about 0.970' });
    expect(dots(svg)[0]!.r).toBeGreaterThan(dots(svg)[1]!.r);
  });

  it.each([0, 0.00001, 0.5, 0.999999, 1])('has a place for a score of %d', (score) => {
    const svg = ringsChart([ringOf({ score, size: 1 })], 0)!.markup;
    expect(dots(svg)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('is nothing without rings', () => {
    expect(ringsChart([], 3)).toBeNull();
  });
});

describe('activity', () => {
  const of = (rows: Parameters<ReturnType<typeof activityCounter>['add']>[0][]) => {
    const counter = activityCounter();
    for (const row of rows) counter.add(row);
    return counter.result();
  };

  it('counts sign-ups, active accounts and requests, each account once a bucket', () => {
    const activity = of([
      { createdAt: START + 1000, requests: 40, windows: [window(1), window(0), window(3)] },
      { createdAt: null, requests: 10, windows: [window(1)] },
    ])!;
    expect(activity).toMatchObject({
      bucket: WINDOW,
      start: START,
      signups: [1, 0, 0, 0],
      active: [1, 2, 0, 1],
      unknownSignups: 1,
    });
    expect(activity.requests).toEqual([13, 23, 0, 13]);
  });

  it.each([
    [20, DAY / 3],
    [90, DAY],
    [600, 7 * DAY],
    [2000, 28 * DAY],
    [20_000, 1096 * WINDOW],
  ])('takes longer buckets for a longer time: %d days', (days, bucket) => {
    const activity = of([{ createdAt: START, requests: 1, windows: [window(0), window(3 * days)] }])!;
    expect(activity.bucket).toBe(bucket);
    expect(activity.signups.length).toBeLessThan(130);
    expect(activity.active.reduce((sum, value) => sum + value, 0)).toBe(2);
    expect(activity.signups.reduce((sum, value) => sum + value, 0)).toBe(1);
    expect(activityChart(activity).markup).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('draws sign-ups of shortly before, and counts those of long ago', () => {
    const active = { requests: 1, windows: [window(0), window(30)] };
    const activity = of([
      { ...active, createdAt: START - 2 * DAY },
      { ...active, createdAt: START - 900 * DAY },
      { ...active, createdAt: START + 900 * DAY },
    ])!;
    expect(activity).toMatchObject({ start: START - 2 * DAY, earlierSignups: 1, laterSignups: 1 });
    expect(activity.signups[0]).toBe(1);
  });

  it('says none where there is nothing to draw', () => {
    const { markup } = activityChart(of([{ createdAt: null, requests: 0, windows: [window(0), window(1)] }])!);
    expect(markup).toContain('Sign-ups: none<');
    expect(markup).toContain('Requests (estimate): none<');
    expect(markup).toContain('Active accounts per 8 hours<');
    expect(markup).not.toMatch(/NaN|Infinity/);
  });

  it('is nothing where nobody was seen', () => {
    expect(of([{ createdAt: START, requests: 5, windows: [] }])).toBeNull();
  });
});

describe('what changed', () => {
  const former = (size: number, how: string) => ({ id: `old_${size}`, size, how });
  const changes = changesOf([
    ringOf({ id: 'a', size: 10 }),
    ringOf({ id: 'b', size: 10, formers: [former(4, 'grew')] }),
    ringOf({ id: 'c', size: 30, formers: [former(20, 'merged'), former(9, 'merged')] }),
    ringOf({ id: 'd', size: 8, formers: [former(8, 'same')] }),
    ringOf({ id: 'e', size: 12, formers: [former(30, 'split')] }),
  ]);

  it('is told of each ring by where it came from', () => {
    expect(changes.map(({ how, before }) => [how, before])).toEqual([
      ['new', 0],
      ['grew', 4],
      ['merged', 29],
      ['same', 8],
      ['split', 30],
    ]);
  });

  it('is listed by accounts won or lost, without what stayed the same', () => {
    expect(notable(changes, 3).map(({ ring }) => ring.id)).toEqual(['e', 'a', 'b']);
    expect(notable(changes, 9).map(({ ring }) => ring.id)).not.toContain('d');
  });
});
