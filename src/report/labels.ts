/** A disc in the picture, pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

interface Wanted extends Box {
  readonly text: string;
  /** Higher ranks choose their place first. */
  readonly rank: number;
}

export interface Label {
  readonly text: string;
  readonly x: number;
  /** Of the base line. */
  readonly y: number;
  readonly size: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Letters of a label at most; the whole text is in the node's note. */
const MAX_LETTERS = 30;
const SIZE = 11;
/** Width of a letter in a sans-serif, as a share of its size. A little wide, so that labels keep apart. */
const LETTER = 0.58;

/**
 * Puts a label beside every disc that has room for one: right, left, below, above, or aslant, at the first place where it covers no
 * disc and no label and stays inside. Those without room go without. In order of rank, then of place in the list.
 */
export const placeLabels = (wanted: readonly Wanted[], room: { width: number; height: number }): Label[] => {
  const taken: Rectangle[] = wanted.map(({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  const labels: Label[] = [];
  for (const disc of wanted.toSorted((a, b) => b.rank - a.rank)) {
    const text = shortened(disc.text);
    if (text === '') continue;
    const place = placesAround(disc, text).find(
      ({ space }) =>
        space.left >= 4 &&
        space.right <= room.width - 4 &&
        space.top >= 4 &&
        space.bottom <= room.height - 2 &&
        !taken.some((other) => overlap(space, other)),
    );
    if (place === undefined) continue;
    taken.push(place.space);
    labels.push(place.label);
  }
  return labels;
};

const placesAround = ({ x, y, r }: Box, text: string): { label: Label; space: Rectangle }[] => {
  const width = [...text].length * SIZE * LETTER;
  const gap = r + 3;
  const aslant = gap * Math.SQRT1_2;
  const at = (anchor: Label['anchor'], lx: number, ly: number) => {
    const left = anchor === 'start' ? lx : anchor === 'end' ? lx - width : lx - width / 2;
    const space = { left, right: left + width, top: ly - SIZE * 0.85, bottom: ly + SIZE * 0.25 };
    return { label: { text, x: lx, y: ly, size: SIZE, anchor }, space };
  };
  return [
    at('start', x + gap, y + SIZE * 0.35),
    at('end', x - gap, y + SIZE * 0.35),
    at('middle', x, y + gap + SIZE * 0.85),
    at('middle', x, y - gap - SIZE * 0.25),
    at('start', x + aslant, y + aslant + SIZE * 0.7),
    at('start', x + aslant, y - aslant),
    at('end', x - aslant, y + aslant + SIZE * 0.7),
    at('end', x - aslant, y - aslant),
  ];
};

const shortened = (text: string): string => {
  const letters = [...text.trim()];
  return letters.length <= MAX_LETTERS
    ? letters.join('')
    : `${letters
        .slice(0, MAX_LETTERS - 1)
        .join('')
        .trimEnd()}…`;
};

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
