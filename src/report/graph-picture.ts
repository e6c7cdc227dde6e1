import { UndirectedGraph } from 'graphology';
import layoutModule from 'graphology-layout-forceatlas2';
import { type Box, placeLabels } from './labels.ts';
import { escaped } from './markup.ts';

export interface PictureNode {
  readonly id: string;
  /** Shown beside or inside the node where there is room, and always when the pointer rests on it. */
  readonly label: string;
  /** A few letters on the disc itself. */
  readonly inside?: string | undefined;
  /** CSS colour of these letters; white without it. */
  readonly insideColor?: string | undefined;
  /** CSS colour of the disc, as `#rrggbb`. */
  readonly color: string;
  /** Diameter relative to the other nodes; they are scaled to the picture together. */
  readonly size: number;
  /** What the pointer's note says instead of the label; no note where it is ''. */
  readonly note?: string | undefined;
  /** Nodes of a higher rank get their label first; the size without it. */
  readonly rank?: number | undefined;
}

export interface PictureEdge {
  readonly source: string;
  readonly target: string;
  readonly color: string;
  /** Pixels. */
  readonly width?: number | undefined;
}

export interface PictureOptions {
  /** Said to those who cannot see the picture. */
  readonly title: string;
  /** Pixels, of the whole picture. */
  readonly width: number;
  readonly height: number;
  /** What the colours stand for, in order; a line at the foot of the picture. */
  readonly legend?: readonly { readonly label: string; readonly color: string }[];
  /** Iterations of the layout; 600 suits some hundred nodes. */
  readonly iterations?: number;
  /** For a picture inside a page: it takes the page's colours and width, and its edges are drawn in few elements. */
  readonly inPage?: {
    /** Unique on the page. */
    readonly id: string;
    /** What there is to see, for those who cannot. */
    readonly description: string;
    /** CSS colours of letters and of what is behind them. */
    readonly ink: string;
    readonly paper: string;
  };
}

const INK = '#1f2933';
const PAPER = '#f6f8fa';
const FONT = "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif";
const MARGIN = 28;
const SIDE = 90;
const LEGEND_HEIGHT = 34;

// The module is CommonJS: under Node's own loader its function is the default export itself.
const forceAtlas2 = layoutModule as unknown as typeof layoutModule.default;

/**
 * A graph of some hundred nodes as static SVG: ForceAtlas2 (Jacomy et al. 2014) from fixed places, so that equal input gives
 * equal text. Every text is escaped. Edges to nodes that are not there, and from a node to itself, are left out.
 */
export const graphPicture = (
  nodes: readonly PictureNode[],
  edges: readonly PictureEdge[],
  options: PictureOptions,
): string => {
  const { width, height, legend = [], inPage } = options;
  const { ink, paper } = inPage ?? { ink: INK, paper: PAPER };
  const room = { width, height: height - (legend.length > 0 ? LEGEND_HEIGHT : 0) };
  const discs = fitted(laidOut(nodes, edges, options.iterations ?? 600), room);
  const at = new Map(discs.map((disc) => [disc.node.id, disc]));
  const lines = edges.flatMap(({ source, target, color, width: wide = 1 }) => {
    const [from, to] = [at.get(source), at.get(target)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to, color, wide }];
  });
  const circles = discs.map(({ node, x, y, r }) => {
    const note = node.note ?? node.label;
    const circle = `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" fill="${escaped(node.color)}"`;
    return note === '' ? `${circle}/>` : `${circle}><title>${escaped(note)}</title></circle>`;
  });
  const marks = discs.flatMap(({ node, x, y }) => {
    if (node.inside === undefined) return [];
    const color = node.insideColor === undefined ? '' : ` fill="${escaped(node.insideColor)}"`;
    return [`<text x="${px(x)}" y="${px(y + 5)}"${color}>${escaped(node.inside)}</text>`];
  });
  const labels = placeLabels(
    discs.map(({ node, x, y, r }) => ({ text: node.label, x, y, r, rank: node.rank ?? node.size })),
    room,
  ).map(
    ({ text: words, x, y, size, anchor }) =>
      `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" text-anchor="${anchor}">${escaped(words)}</text>`,
  );
  return [
    ...opening(options),
    `<rect width="${width}" height="${height}" rx="14" fill="${paper}"/>`,
    `<g stroke-opacity=".4" fill="none">${(inPage ? asPaths(lines) : asLines(lines)).join('\n')}</g>`,
    `<g stroke="${paper}" stroke-width="1.2">${circles.join('\n')}</g>`,
    `<g class="marks" fill="#ffffff" font-size="14" font-weight="700" text-anchor="middle">${marks.join('\n')}</g>`,
    `<g class="labels" fill="${ink}" stroke="${paper}" stroke-width="3" paint-order="stroke" stroke-linejoin="round">${labels.join('\n')}</g>`,
    legendLine(legend, height),
    '</svg>',
    '',
  ].join('\n');
};

const opening = ({ title, width, height, inPage }: PictureOptions): string[] => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" role="img"`;
  if (inPage === undefined) return [`${svg} aria-label="${escaped(title)}">`];
  const id = escaped(inPage.id);
  return [
    `${svg} aria-labelledby="${id}-title" aria-describedby="${id}-desc">`,
    `<title id="${id}-title">${escaped(title)}</title>`,
    `<desc id="${id}-desc">${escaped(inPage.description)}</desc>`,
  ];
};

interface Line {
  readonly from: Box;
  readonly to: Box;
  readonly color: string;
  /** Pixels. */
  readonly wide: number;
}

const asLines = (lines: readonly Line[]): string[] =>
  lines.map(
    ({ from, to, color, wide }) =>
      `<line x1="${px(from.x)}" y1="${px(from.y)}" x2="${px(to.x)}" y2="${px(to.y)}" stroke="${escaped(color)}" stroke-width="${px(wide)}"/>`,
  );

/** All lines of one colour and width as one path: a fifth of the bytes. */
const asPaths = (lines: readonly Line[]): string[] =>
  [...Map.groupBy(lines, ({ color, wide }) => `stroke="${escaped(color)}" stroke-width="${px(wide)}"`)].map(
    ([stroke, group]) =>
      `<path ${stroke} d="${group.map(({ from, to }) => `M${px(from.x)} ${px(from.y)}L${px(to.x)} ${px(to.y)}`).join('')}"/>`,
  );

interface Disc extends Box {
  readonly node: PictureNode;
}

/** Places in the layout's own units. They start on a sunflower's spiral: even, and the same every time. */
const laidOut = (nodes: readonly PictureNode[], edges: readonly PictureEdge[], iterations: number): Disc[] => {
  const graph = new UndirectedGraph();
  for (const [i, node] of nodes.entries()) {
    const [angle, distance] = [i * GOLDEN_ANGLE, 12 * Math.sqrt(i + 1)];
    // Rounded: the last bits of sine and cosine differ between machines, and the layout would carry them on.
    const [x, y] = [
      Math.round(1e3 * distance * Math.cos(angle)) / 1e3,
      Math.round(1e3 * distance * Math.sin(angle)) / 1e3,
    ];
    graph.mergeNode(node.id, { x, y, size: node.size / 2 });
  }
  for (const { source, target } of edges) {
    if (source !== target && graph.hasNode(source) && graph.hasNode(target)) graph.mergeEdge(source, target);
  }
  // LinLog pulls what belongs together into clumps (Noack 2007); sizes are seen to afterwards, they would hold clumps open.
  const settings = { linLogMode: true, gravity: 0.6, scalingRatio: 4, slowDown: 2, barnesHutOptimize: false };
  const places = graph.order === 0 ? {} : forceAtlas2(graph, { iterations, settings });
  return [...new Map(nodes.map((node) => [node.id, node])).values()].map((node) => {
    const { x, y } = places[node.id]!;
    return { node, x, y, r: node.size / 2 };
  });
};

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Share of the picture that the discs cover together: more, and the edges and labels have no room. */
const COVER = 0.085;
/** Radius of a disc at most, pixels. */
const WIDEST = 30;

/**
 * Turns the drawing so that it lies along the picture, stretches it to fill that, gives the discs their sizes, and moves
 * apart those that overlap.
 */
const fitted = (discs: readonly Disc[], room: { width: number; height: number }): Disc[] => {
  if (discs.length === 0) return [];
  const turned = alongAxis(discs, room.width >= room.height);
  const area = turned.reduce((sum, { r }) => sum + Math.PI * r * r, 0);
  const widest = Math.max(...turned.map(({ r }) => r));
  const scale = Math.min(Math.sqrt((COVER * room.width * room.height) / area), WIDEST / widest);
  const x = range(turned.map((disc) => disc.x));
  const y = range(turned.map((disc) => disc.y));
  // A label is wide and low, so more is left free at the sides.
  const [sx, sy] = [(room.width - 2 * SIDE) / x.length, (room.height - 2 * MARGIN - 2 * WIDEST) / y.length];
  // Stretched by a half at most, else clumps become streaks.
  const [stretchX, stretchY] = [Math.min(sx, sy * 1.5), Math.min(sy, sx * 1.5)];
  const placed = turned.map((disc) => ({
    ...disc,
    x: room.width / 2 + (disc.x - x.middle) * stretchX,
    y: room.height / 2 + (disc.y - y.middle) * stretchY,
    r: disc.r * scale,
  }));
  return apart(placed, room);
};

const range = (values: readonly number[]): { middle: number; length: number } => {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return { middle: (low + high) / 2, length: high - low || 1 };
};

/** Turns about the middle so that the widest spread (the first principal axis) is level, or upright. */
const alongAxis = (discs: readonly Disc[], level: boolean): Disc[] => {
  const n = discs.length;
  const mx = discs.reduce((sum, { x }) => sum + x, 0) / n;
  const my = discs.reduce((sum, { y }) => sum + y, 0) / n;
  let [xx, yy, xy] = [0, 0, 0];
  for (const { x, y } of discs) {
    xx += (x - mx) ** 2;
    yy += (y - my) ** 2;
    xy += (x - mx) * (y - my);
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2 + (level ? 0 : Math.PI / 2);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return discs.map((disc) => {
    const [dx, dy] = [disc.x - mx, disc.y - my];
    return { ...disc, x: dx * cos + dy * sin, y: dy * cos - dx * sin };
  });
};

/** Pushes overlapping discs apart, O(n²) a round; keeps them inside. */
const apart = (discs: readonly Disc[], room: { width: number; height: number }): Disc[] => {
  const places = discs.map((disc) => ({ ...disc }));
  for (let round = 0; round < 60; round++) {
    let moved = false;
    for (const [i, a] of places.entries()) {
      for (const b of places.slice(i + 1)) {
        const [dx, dy] = [b.x - a.x || 0.01 * (i + 1), b.y - a.y];
        const distance = Math.hypot(dx, dy);
        const lack = a.r + b.r + 4 - distance;
        if (lack <= 0) continue;
        moved = true;
        const [ux, uy] = [(dx / distance) * (lack / 2), (dy / distance) * (lack / 2)];
        a.x -= ux;
        a.y -= uy;
        b.x += ux;
        b.y += uy;
      }
    }
    for (const disc of places) {
      disc.x = Math.min(room.width - MARGIN / 2 - disc.r, Math.max(MARGIN / 2 + disc.r, disc.x));
      disc.y = Math.min(room.height - MARGIN / 2 - disc.r, Math.max(MARGIN / 2 + disc.r, disc.y));
    }
    if (!moved) break;
  }
  return places;
};

const legendLine = (legend: NonNullable<PictureOptions['legend']>, height: number): string => {
  let x = MARGIN;
  const y = height - LEGEND_HEIGHT / 2;
  const entries = legend.map(({ label, color }) => {
    const entry = `<circle cx="${px(x + 6)}" cy="${px(y)}" r="6" fill="${escaped(color)}"/><text x="${px(x + 17)}" y="${px(y + 4)}" font-size="12" fill="${INK}">${escaped(label)}</text>`;
    x += 17 + label.length * 6.6 + 18;
    return entry;
  });
  return `<g>${entries.join('\n')}</g>`;
};

const px = (value: number): string => String(Math.round(value * 10) / 10);
