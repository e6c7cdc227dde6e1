import { html, type Markup } from './markup.ts';
import type { Activity, ReportedRing } from './report.ts';
import { brief, day, lengthText, moment, plural, scoreText, shortDay, whole } from './words.ts';

/** Charts are drawn in these units and scaled to the page: on a phone to half, where their letters are made larger. */
const WIDTH = 720;
const LEFT = 78;
const RIGHT = 16;

const px = (value: number): number => Math.round(value * 10) / 10;

const chart = (id: string, height: number, title: string, description: string, body: Markup): Markup =>
  html`<svg class="chart" id="${id}" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${body}</svg>`;

const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): Markup =>
  html`<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${text}</text>`;

const gridLine = (x1: number, y1: number, x2: number, y2: number): Markup =>
  html`<path class="grid" d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}"/>`;

/** Where the axis of scores ends: a score is a logistic, so equal steps are equal odds. */
const MOST_ODDS = Math.log(0.9999 / 0.0001);
const SCORE_TICKS = [0.1, 0.5, 0.9, 0.99, 0.999, 0.9999];
const CELL = 7;

const oddsOf = (score: number): number => {
  const bounded = Math.min(Math.max(score, 0.01), 0.9999);
  return Math.min(MOST_ODDS, Math.log(bounded / (1 - bounded)));
};

/**
 * Rings by size (on a log scale) and score (by odds). Rings that would cover one another are one larger dot; the first `drawn`
 * ones are those with a chapter of their own. '' where there are no rings.
 */
export const ringsChart = (rings: readonly ReportedRing[], drawn: number): Markup | null => {
  if (rings.length === 0) return null;
  const [top, bottom, height] = [18, 262, 312];
  const sizes = rings.map(({ size }) => Math.max(1, size));
  const [least, most] = minMax(sizes);
  const [low, high] = [Math.log10(least) - 0.1, Math.log10(Math.max(most, least * 1.5)) + 0.1];
  const leastOdds = Math.min(0, minMax(rings.map(({ score }) => oddsOf(score)))[0]);
  const x = (size: number) => LEFT + ((Math.log10(Math.max(1, size)) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const y = (odds: number) => bottom - ((odds - leastOdds) / (MOST_ODDS - leastOdds)) * (bottom - top);

  const cells = new Map<string, { x: number; y: number; rings: ReportedRing[]; drawn: boolean }>();
  for (const [n, ring] of rings.entries()) {
    const at = { x: x(ring.size), y: y(oddsOf(ring.score)) };
    const key = `${n < drawn} ${Math.round(at.x / CELL)} ${Math.round(at.y / CELL)}`;
    const cell = cells.get(key) ?? { ...at, rings: [], drawn: n < drawn };
    cell.rings.push(ring);
    cells.set(key, cell);
  }
  const dots = [...cells.values()]
    .toSorted((a, b) => Number(a.drawn) - Number(b.drawn) || b.rings.length - a.rings.length)
    .map((cell) => {
      const r = Math.min(11, 4.5 + 1.5 * Math.log2(cell.rings.length));
      const [first] = cell.rings;
      const said =
        cell.rings.length === 1
          ? `${first!.id}: ${plural(first!.size, 'account')}, score ${scoreText(first!.score)}`
          : `${plural(cell.rings.length, 'ring')} of about ${plural(first!.size, 'account')}, score about ${scoreText(first!.score)}`;
      return html`<circle class="${cell.drawn ? 'dot drawn' : 'dot'}" cx="${px(cell.x)}" cy="${px(cell.y)}" r="${px(r)}"><title>${said}</title></circle>
`;
    });
  const sizeTicks = ticksBetween(10 ** low, 10 ** high);
  const body = html`${SCORE_TICKS.filter((score) => Math.log(score / (1 - score)) >= leastOdds - 0.01).map(
    (
      score,
    ) => html`${gridLine(LEFT, y(oddsOf(score)), WIDTH - RIGHT, y(oddsOf(score)))}${label(LEFT - 8, y(oddsOf(score)) + 4, String(score), 'end')}
`,
  )}${sizeTicks.map(
    (
      size,
    ) => html`${gridLine(x(size), bottom, x(size), bottom + 5)}${label(x(size), bottom + 20, whole(size), 'middle')}
`,
  )}${label(WIDTH - RIGHT, bottom + 42, 'accounts in the ring →', 'end')}${label(LEFT, bottom + 42, '↑ score', 'start')}
${dots}`;
  const scores = minMax(rings.map(({ score }) => score));
  const description = `A dot a ring. ${plural(rings.length, 'ring')}, sizes from ${whole(least)} to ${whole(most)} accounts, scores from ${scoreText(scores[0])} to ${scoreText(scores[1])}.`;
  return chart('chart-rings', height, 'Rings by size and score', description, body);
};

/** Without spreading: there may be many. */
const minMax = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);

/** Some four to eight whole numbers: 1, 2, 5, 10, 20, … over a wide range, equal steps over a narrow one. */
const ticksBetween = (low: number, high: number): number[] => {
  for (const steps of [[1], [1, 3], [1, 2, 5]]) {
    const ticks = powersOf(steps).filter((tick) => tick >= low && tick <= high);
    if (ticks.length >= 4) return ticks;
  }
  const step = powersOf([1, 2, 5]).find((each) => (high - low) / each <= 7) ?? high - low;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, n) => (first + n) * step);
};

/** 1, 3, 10, 30, … for [1, 3]. */
const powersOf = (steps: readonly number[]): number[] =>
  Array.from({ length: 10 }, (_, power) => steps.map((step) => step * 10 ** power)).flat();

const BARS = { top: 28, height: 74, gap: 62 };

/** Sign-ups, active accounts and requests under one another over the same time. */
export const activityChart = (activity: Activity): Markup => {
  const { bucket, start, signups, active, requests } = activity;
  const rows = [
    { name: 'Sign-ups', of: signups, className: 'signups' },
    { name: 'Active accounts', of: active, className: 'active' },
    { name: 'Requests (estimate)', of: requests, className: 'requests' },
  ];
  const count = signups.length;
  const step = (WIDTH - LEFT - RIGHT) / count;
  const wide = Math.min(28, Math.max(0.8, step * 0.8));
  const per = lengthText(bucket);
  const height = BARS.top + rows.length * (BARS.height + BARS.gap) - BARS.gap + 26;
  const panels = rows.map(({ name, of, className }, n) => {
    const bottom = BARS.top + n * (BARS.height + BARS.gap) + BARS.height;
    const most = minMax(of)[1];
    const bars = of
      .map((value, place) => {
        if (value <= 0) return '';
        const tall = Math.max(1, (value / most) * BARS.height);
        const x = LEFT + (place + 0.5) * step - wide / 2;
        return `M${px(x)} ${bottom}v${px(-tall)}h${px(wide)}V${bottom}z`;
      })
      .join('');
    return html`<g class="${className}">${gridLine(LEFT, bottom, WIDTH - RIGHT, bottom)}${gridLine(LEFT, bottom - BARS.height, WIDTH - RIGHT, bottom - BARS.height)}
${label(LEFT, bottom - BARS.height - 8, most > 0 ? `${name} per ${per}` : `${name}: none`, 'start')}${most > 0 && label(LEFT - 8, bottom - BARS.height + 4, brief(most), 'end')}${label(LEFT - 8, bottom + 4, '0', 'end')}
${bars !== '' && html`<path class="bars" d="${bars}"/>`}${dayTicks(activity, step, bottom)}</g>
`;
  });
  const peak = (of: readonly number[]) => {
    const most = minMax(of)[1];
    if (most === 0) return 'none';
    return `at most ${whole(most)} (from ${moment(start + of.indexOf(most) * bucket)})`;
  };
  const total = signups.reduce((sum, value) => sum + value, 0);
  const description = `From ${day(start)} to ${day(start + count * bucket)}, per ${per}. Sign-ups: ${whole(total)} in all, ${peak(signups)}. Active accounts: ${peak(active)}. Requests: ${peak(requests)}.`;
  return chart('chart-activity', height, 'Accounts in rings over time', description, html`${panels}`);
};

/** Some five dates along the foot of a panel, at whole buckets. */
const dayTicks = ({ bucket, start, signups }: Activity, step: number, bottom: number): readonly Markup[] => {
  const perDay = 86_400_000 / bucket;
  const count = signups.length;
  const wanted = Math.max(1, Math.ceil(count / 5 / Math.max(1, perDay)) * Math.max(1, perDay));
  const years = new Set([start, start + count * bucket].map((at) => new Date(at).getUTCFullYear())).size > 1;
  const ticks: Markup[] = [];
  // The first tick stands at the beginning of a day.
  const first = perDay > 1 ? (perDay - (((start / bucket) % perDay) + perDay)) % perDay : 0;
  for (let place = (first + perDay) % Math.max(1, perDay); place < count; place += wanted) {
    const at = start + place * bucket;
    const x = LEFT + place * step;
    if (x > WIDTH - RIGHT - 40) break;
    ticks.push(
      html`${gridLine(x, bottom, x, bottom + 4)}${label(x, bottom + 19, years ? day(at) : shortDay(at), ticks.length === 0 ? 'start' : 'middle')}`,
    );
  }
  return ticks;
};

/** A bar of a table, for the eye; the figure stands beside it. `share` is 0–1. */
export const shareBar = (share: number, color?: string): Markup =>
  html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="${px(100 * Math.min(1, Math.max(0, share)))}" height="10"${color !== undefined && html` style="fill:${color}"`}/></svg>`;
