/** What a run of one size gave. */
export interface Size {
  readonly accounts: number;
  readonly observations: number;
  readonly links?: number;
  readonly rings?: number;
  readonly seconds: number;
  /** Processor seconds of all threads, whole and by stage. */
  readonly cpu: number;
  readonly stages: Readonly<Record<string, number>>;
  /** Held when the engine began, and at most. */
  readonly inputMib: number;
  readonly peakMib: number | null;
}

const INK = '#1f2933';
const SOFT = '#5b6b7b';
const LINE = '#d5dde3';
const [TIME, MEMORY] = ['#c2410c', '#3f5f78'];
const [WIDTH, HEIGHT, LEFT, TOP, SIDE] = [720, 340, 60, 40, 240];

/** Processor seconds and most memory by accounts, both logarithmic, each beside a line of slope one through its first point. */
export const scalePicture = (sizes: readonly Size[]): string => {
  const panels = [
    ['processor seconds', TIME, (size: Size) => size.cpu],
    ['most memory, MiB', MEMORY, (size: Size) => size.peakMib ?? 0],
  ] as const;
  const parts = panels.flatMap(([title, colour, of], p) => panel(sizes, title, colour, of, LEFT + p * (SIDE + 100)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, 'Segoe UI', Helvetica, Arial, sans-serif" role="img" aria-label="Processor time and memory of the whole engine by number of accounts">
<rect width="${WIDTH}" height="${HEIGHT}" rx="12" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
};

const panel = (
  sizes: readonly Size[],
  title: string,
  colour: string,
  of: (size: Size) => number,
  left: number,
): string[] => {
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const span = Math.max(1, Math.log2(last.accounts / first.accounts));
  const x = (accounts: number): number => left + (Math.log2(accounts / first.accounts) / span) * SIDE;
  const y = (value: number): number => TOP + SIDE - (Math.log2(value / of(first)) / (span + 0.5)) * SIDE;
  const text = (at: number, height: number, words: string, anchor = 'middle', fill = SOFT): string =>
    `<text x="${at.toFixed(1)}" y="${height.toFixed(1)}" font-size="11" fill="${fill}" text-anchor="${anchor}">${words}</text>`;
  const end = of(first) * 2 ** span;
  return [
    text(left, TOP - 18, title, 'start', INK),
    `<path d="M${left} ${TOP}V${TOP + SIDE}H${left + SIDE}" fill="none" stroke="${LINE}"/>`,
    `<path d="M${x(first.accounts)} ${y(of(first))}L${x(last.accounts).toFixed(1)} ${y(end).toFixed(1)}" stroke="${SOFT}" stroke-dasharray="4 4"/>`,
    `<path d="M${sizes.map((size) => `${x(size.accounts).toFixed(1)} ${y(of(size)).toFixed(1)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...sizes.flatMap((size) => [
      `<circle cx="${x(size.accounts).toFixed(1)}" cy="${y(of(size)).toFixed(1)}" r="4" fill="${colour}"/>`,
      text(
        x(size.accounts),
        y(of(size)) - 10,
        of(size) < 100 ? of(size).toFixed(1) : of(size).toFixed(0),
        'middle',
        INK,
      ),
      text(x(size.accounts), TOP + SIDE + 20, spoken(size.accounts)),
    ]),
  ];
};

const spoken = (accounts: number): string =>
  accounts >= 1e6 ? `${(accounts / 1e6).toFixed(1)} M` : `${Math.round(accounts / 1e3)} k`;
