import { OURS } from './measure.ts';
import type { ReliabilityBin } from './metrics/calibration.ts';
import type { Result } from './tables.ts';

const INK = '#1f2933';
const SOFT = '#5b6b7b';
const LINE = '#d5dde3';
/** Ours first, the others in the order in which they are told. */
const COLOURS = ['#c2410c', '#7c9cb4', '#d9a441', '#8a7fb5', '#6b9a6b', '#a3a3a3', '#3f5f78', '#c98f9c'];
const FONT = `font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif"`;

const text = (x: number, y: number, words: string, options: { size?: number; fill?: string; anchor?: string } = {}) =>
  `<text x="${x}" y="${y}" font-size="${options.size ?? 12}" fill="${options.fill ?? INK}" text-anchor="${options.anchor ?? 'start'}">${words}</text>`;

const picture = (width: number, height: number, label: string, parts: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${FONT} role="img" aria-label="${label}">
<rect width="${width}" height="${height}" rx="12" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;

/** Precision and recall of flags and F1 of pairs, ours beside the others', a panel each; a row of bars a population. */
export const comparisonPicture = (results: readonly Result[]): string => {
  const shown = results.filter(({ medians }) => medians.methods[OURS]!.flag.recall !== null);
  const named = new Set(shown.flatMap(({ medians }) => Object.keys(medians.methods)));
  const methods = [...named].sort((x, y) => Number(y.startsWith(OURS)) - Number(x.startsWith(OURS)));
  const panels = [
    ['precision of flags', (it: Figures) => it.flag.precision],
    ['recall of flags', (it: Figures) => it.flag.recall],
    ['F1 of pairs', (it: Figures) => it.pair.f1],
  ] as const;
  const [left, panel, bar, top] = [130, 250, 9, 64];
  const rows = shown.map(({ population, medians }) => ({
    name: population.name,
    bars: methods.flatMap((method, m) => {
      const its = medians.methods[method];
      return its === undefined ? [] : [{ its, fill: COLOURS[m % COLOURS.length] }];
    }),
  }));
  const highOf = (row: (typeof rows)[number]): number => row.bars.length * bar + 16;
  const width = left + panels.length * panel;
  const height = top + rows.reduce((sum, row) => sum + highOf(row), 0) + 10;
  const parts = methods.map((name, i) => {
    const x = 16 + (i % 4) * 215;
    const y = 14 + Math.floor(i / 4) * 16;
    return `<rect x="${x}" y="${y}" width="10" height="10" fill="${COLOURS[i % COLOURS.length]}"/>${text(x + 15, y + 9, name, { size: 11, fill: SOFT })}`;
  });
  panels.forEach(([title, of], p) => {
    const x = left + p * panel;
    const full = panel - 60;
    parts.push(text(x, top - 6, title, { fill: SOFT }));
    for (const tick of [0, 0.5, 1])
      parts.push(
        `<line x1="${x + tick * full}" y1="${top}" x2="${x + tick * full}" y2="${height - 10}" stroke="${LINE}"/>`,
      );
    let rowTop = top;
    for (const row of rows) {
      if (p === 0) parts.push(text(left - 10, rowTop + highOf(row) / 2 + 2, row.name, { anchor: 'end' }));
      row.bars.forEach(({ its, fill }, b) => {
        const value = of(its);
        if (value === null) return;
        const y = rowTop + 6 + b * bar;
        parts.push(
          `<rect x="${x}" y="${y}" width="${(value * full).toFixed(1)}" height="${bar - 2}" fill="${fill}"/>`,
          text(x + value * full + 4, y + bar - 2, value.toFixed(3), { size: 8, fill: SOFT }),
        );
      });
      rowTop += highOf(row);
    }
  });
  return picture(width, height, 'Precision, recall and pair F1 of ringfence and of others by population', parts);
};

type Figures = Result['medians']['methods'][string];

/** The reliability diagram: the share of rings that are real, by their score; on the diagonal where scores are calibrated. */
export const calibrationPicture = (bins: readonly ReliabilityBin[]): string => {
  const [from, side] = [50, 320];
  const x = (value: number): number => from + value * side;
  const y = (value: number): number => 20 + (1 - value) * side;
  const most = Math.max(1, ...bins.map(({ rings }) => rings));
  const parts = [
    ...[0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
      `<line x1="${x(tick)}" y1="${y(0)}" x2="${x(tick)}" y2="${y(1)}" stroke="${LINE}"/>`,
      `<line x1="${x(0)}" y1="${y(tick)}" x2="${x(1)}" y2="${y(tick)}" stroke="${LINE}"/>`,
      text(x(tick), y(0) + 16, `${tick}`, { size: 10, fill: SOFT, anchor: 'middle' }),
      text(x(0) - 6, y(tick) + 4, `${tick}`, { size: 10, fill: SOFT, anchor: 'end' }),
    ]),
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="${SOFT}" stroke-dasharray="4 4"/>`,
    `<polyline fill="none" stroke="${COLOURS[0]}" stroke-width="1.5" points="${bins.map((bin) => `${x(bin.expected).toFixed(1)},${y(bin.observed).toFixed(1)}`).join(' ')}"/>`,
    ...bins.map(({ expected, observed, rings }) => {
      const radius = 3 + 7 * Math.sqrt(rings / most);
      return `<circle cx="${x(expected).toFixed(1)}" cy="${y(observed).toFixed(1)}" r="${radius.toFixed(1)}" fill="${COLOURS[0]}" fill-opacity=".75"><title>${rings} rings</title></circle>`;
    }),
    text(x(0.5), y(0) + 34, 'score of the ring', { fill: SOFT, anchor: 'middle' }),
    text(x(0), 13, 'share of rings that are real', { fill: SOFT }),
  ];
  return picture(from + side + 30, side + 70, 'Reliability diagram of ring scores', parts);
};
