import { writeFile } from 'node:fs/promises';

/** `npm run docs`: draws docs/pictures/pipeline.svg, the way from signals to action. Plain text in, plain text out. */
const W = 1120;
const H = 410;
const INK = '#1f2933';
const SOFT = '#5b6b7b';
const LINE = '#b8c4ce';
const RING = '#c2410c';
const CALM = '#2f6f9f';
const SIGNAL = '#d9a441';

const text = (
  x: number,
  y: number,
  words: string,
  options: { size?: number; weight?: number; fill?: string; anchor?: string } = {},
) =>
  `<text x="${x}" y="${y}" font-size="${options.size ?? 13}" font-weight="${options.weight ?? 400}" fill="${options.fill ?? INK}" text-anchor="${options.anchor ?? 'start'}">${words}</text>`;

const box = (x: number, y: number, w: number, h: number, title: string, lines: string[]) =>
  [
    `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="10" fill="#ffffff" stroke="${LINE}"/>`,
    text(x + 14, y + 26, title, { weight: 700, size: 15 }),
    ...lines.map((line, i) => text(x + 14, y + 49 + i * 19, line, { fill: SOFT })),
  ].join('\n');

const arrow = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2 - 2}" y2="${y2}" stroke="${SOFT}" stroke-width="1.6" marker-end="url(#head)"/>`;

/** A small bipartite graph: three ordinary accounts with a signal each and one ring that shares two. */
const graph = (x: number, y: number) => {
  const ring = [0, 1, 2, 3].map((i) => ({ x, y: y + i * 22, fill: RING }));
  const calm = [4, 5, 6].map((i) => ({ x, y: y + i * 22, fill: CALM }));
  const signals = [y + 22, y + 52, y + 88, y + 110, y + 132].map((sy) => ({ x: x + 120, y: sy }));
  const edges = [
    ...ring.flatMap((a) => [0, 1].map((s) => [a, signals[s]!] as const)),
    ...calm.map((a, i) => [a, signals[i + 2]!] as const),
  ];
  return [
    ...edges.map(
      ([a, s]) =>
        `<line x1="${a.x}" y1="${a.y}" x2="${s.x}" y2="${s.y}" stroke="${a.fill}" stroke-opacity=".45" stroke-width="1.4"/>`,
    ),
    ...[...ring, ...calm].map((a) => `<circle cx="${a.x}" cy="${a.y}" r="6.5" fill="${a.fill}"/>`),
    ...signals.map((s) => `<rect x="${s.x - 6}" y="${s.y - 6}" width="12" height="12" rx="2.5" fill="${SIGNAL}"/>`),
  ].join('\n');
};

const stages = ['index', 'hubs', 'weights', 'links', 'communities', 'rings', 'evidence', 'lineage'];

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${W} ${H}" width="${W}" height="${H}" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" role="img" aria-label="Signals of accounts pass the privacy door into a Neo4j graph; the engine finds rings with evidence; people read them over REST and in Neo4j Browser.">
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="${SOFT}"/></marker></defs>
<rect width="${W}" height="${H}" rx="14" fill="#f6f8fa"/>
${box(24, 70, 196, 180, 'Events', ['POST /v1/events', 'ringfence import FILE', '', 'cards · IPs · devices', 'prompts · e-mails · phones', 'your own signal types'])}
${arrow(220, 160, 252, 160)}
${box(254, 70, 196, 180, 'Door', ['validate, normalise', 'cards, e-mails: keyed hash', 'prompt → template', '', 'exactly-once chunks,', 'nothing raw is kept'])}
${arrow(450, 160, 482, 160)}
${box(484, 24, 220, 272, 'Neo4j graph', ['accounts and their signals'])}
${graph(534, 108)}
${text(534, 272, 'accounts', { fill: SOFT, anchor: 'middle', size: 12 })}
${text(654, 272, 'signals', { fill: SOFT, anchor: 'middle', size: 12 })}
${arrow(704, 160, 736, 160)}
${box(738, 70, 164, 180, 'Rings', ['a score each', 'evidence in bits', 'members’ strength', 'stable ids', '', 'one switch a run'])}
${arrow(902, 160, 934, 160)}
${box(936, 70, 160, 180, 'People', ['REST /v1/rings', 'states and reasons', 'Neo4j Browser', '', 'investigate,', 'then act'])}
<rect x="24" y="318" width="${W - 48}" height="68" rx="10" fill="#ffffff" stroke="${LINE}"/>
${text(40, 358, 'Engine', { weight: 700, size: 15 })}
${stages.map((stage, i) => `<rect x="${118 + i * 122}" y="336" width="106" height="32" rx="16" fill="${i === 5 ? RING : '#eaf1f6'}"/>${text(171 + i * 122, 357, stage, { anchor: 'middle', fill: i === 5 ? '#ffffff' : INK })}${i < 7 ? arrow(224 + i * 122, 352, 239 + i * 122, 352) : ''}`).join('\n')}
<path d="M704 240 L720 240 L720 318" fill="none" stroke="${SOFT}" stroke-width="1.4" stroke-dasharray="4 4"/>
<path d="M820 318 L820 252" fill="none" stroke="${SOFT}" stroke-width="1.4" stroke-dasharray="4 4" marker-end="url(#head)"/>
</svg>
`;

await writeFile(new URL('./pipeline.svg', import.meta.url), svg);
