import { describe, expect, it } from 'vitest';
import { graphPicture, type PictureEdge, type PictureNode } from '../../../src/report/graph-picture.ts';

const OPTIONS = { title: 'a ring', width: 600, height: 400 };
const node = (id: string, over: Partial<PictureNode> = {}): PictureNode => ({
  ...{ id, label: id, color: '#2f6f9f', size: 40 },
  ...over,
});
const edge = (source: string, target: string): PictureEdge => ({ source, target, color: '#c2410c' });

/** Two clumps of members around a ring each, tied by one signal. */
const twoRings = () => {
  const nodes = ['a', 'b'].flatMap((ring) => [
    node(ring, { size: 80, inside: '12' }),
    ...Array.from({ length: 12 }, (_, i) => node(`${ring}${i}`)),
  ]);
  const edges = ['a', 'b'].flatMap((ring) => Array.from({ length: 12 }, (_, i) => edge(ring, `${ring}${i}`)));
  return { nodes: [...nodes, node('tie')], edges: [...edges, edge('a', 'tie'), edge('b', 'tie')] };
};

const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.-]+)" cy="([\d.-]+)" r="([\d.]+)"[^>]*><title>([^<]*)/g)].map(
    ([, x, y, r, title]) => ({ x: Number(x), y: Number(y), r: Number(r), title }),
  );
const distance = (a: { x: number; y: number }, b: { x: number; y: number }) => Math.hypot(a.x - b.x, a.y - b.y);

describe('a graph picture', () => {
  it('is the same text for the same graph', () => {
    const { nodes, edges } = twoRings();
    expect(graphPicture(nodes, edges, OPTIONS)).toBe(
      graphPicture(structuredClone(nodes), structuredClone(edges), OPTIONS),
    );
  });

  it('keeps every disc inside, and off every other disc', () => {
    const { nodes, edges } = twoRings();
    const discs = circles(graphPicture(nodes, edges, OPTIONS));
    expect(discs).toHaveLength(27);
    for (const [i, a] of discs.entries()) {
      expect(a.x - a.r).toBeGreaterThanOrEqual(0);
      expect(a.y - a.r).toBeGreaterThanOrEqual(0);
      expect(a.x + a.r).toBeLessThanOrEqual(600);
      expect(a.y + a.r).toBeLessThanOrEqual(400);
      for (const b of discs.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(a.r + b.r - 0.3);
    }
  });

  it('puts members nearer to their own ring than to the other', () => {
    const { nodes, edges } = twoRings();
    const discs = new Map(circles(graphPicture(nodes, edges, OPTIONS)).map((disc) => [disc.title, disc]));
    for (let i = 0; i < 12; i++) {
      const member = discs.get(`a${i}`)!;
      expect(distance(member, discs.get('a')!)).toBeLessThan(distance(member, discs.get('b')!));
    }
  });

  it('writes hostile text as text', () => {
    const label = '</text><script>alert("1")</script>&\u0000\u001b\ud800]]>';
    const svg = graphPicture([node('x', { label, inside: '<b>', color: '"><script>' })], [], {
      ...OPTIONS,
      title: label,
      legend: [{ label, color: '#fff' }],
    });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('<b>');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML does not allow them
    expect(svg).not.toMatch(/[\u0000-\u0008\u001b\ud800]/);
    expect(svg).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
    // What is left between the product's own tags holds no bracket.
    expect(svg.replaceAll(/<\/?(svg|g|rect|circle|line|text|title)( [\w:-]+="[^"<>]*")*\/?>/g, '')).not.toMatch(/[<>]/);
  });

  it('is drawn of nothing, of one node, and of edges that lead nowhere', () => {
    expect(circles(graphPicture([], [], OPTIONS))).toEqual([]);
    const [one] = circles(graphPicture([node('x')], [edge('x', 'x'), edge('x', 'gone'), edge('gone', 'x')], OPTIONS));
    expect(one).toMatchObject({ x: 300, y: 200, title: 'x' });
    const twice = graphPicture([node('x'), node('x')], [], OPTIONS);
    expect(circles(twice)).toHaveLength(1);
    expect(twice).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('lets no label lie over a disc or another label, and names all where there is room', () => {
    const { nodes, edges } = twoRings();
    const svg = graphPicture(nodes, edges, { ...OPTIONS, width: 1200, height: 800 });
    const labels = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="11" text-anchor="(\w+)">([^<]+)/g)];
    expect(labels).toHaveLength(27);
    const boxes = labels.map(([, x, y, anchor, text]) => {
      const width = text!.length * 11 * 0.58;
      const left = Number(x) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
      return { left, right: left + width, top: Number(y) - 9, bottom: Number(y) + 2 };
    });
    for (const [i, a] of boxes.entries()) {
      for (const b of boxes.slice(i + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    }
  });
});
