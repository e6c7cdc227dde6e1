import type { ObservationIndex } from '../input/observation-index.ts';
import type { RingCell } from '../result.ts';
import { commonFrom } from '../rings/group-evidence.ts';
import type { ScoredRing } from '../rings/rings.ts';
import type { Shown } from '../rings/shown.ts';
import { plural, spoken } from '../rings/summary.ts';
import { byText } from '../support/text-order.ts';
import { type CellSource, cellsOf } from './cells.ts';
import { ringWeight } from './ring-weight.ts';

/** Signals kept of a cell, and types named in its sentence. */
const KEPT_SIGNALS = 5;
const NAMED_TYPES = 3;
/** A signal is a cell's own when so many times as large a share of it shows the signal as of the ring's other members. */
const OWN = 4;

/** In no cell. */
const NO_CELL = -1;

interface OwnSignal {
  readonly signal: number;
  /** Its place in the ring's evidence. */
  readonly place: number;
  readonly members: number;
  readonly others: number;
  readonly bits: number;
}

/** The cells of rings for people: who is in each and what it has that the rest of its ring has not. O(links and rows of the members). */
export const cellExplainer = (
  index: ObservationIndex,
  source: CellSource,
): ((ring: ScoredRing, shown: Shown) => readonly RingCell[]) => {
  const { graph, localOf } = source;

  /** By cell: of the ring's evidence what is common in it and rare in the rest of the ring, what tells most of them first. */
  const ownSignals = (
    cells: readonly Uint32Array[],
    cellOf: Int32Array,
    { members, evidence }: ScoredRing,
    shown: Shown,
  ): readonly OwnSignal[][] => {
    const own = cells.map((): OwnSignal[] => []);
    const inside = new Uint32Array(cells.length);
    evidence.signals.forEach(({ signal, members: all }, place) => {
      for (let i = shown.start[place]!; i < shown.start[place + 1]!; i++) {
        const cell = cellOf[shown.member[i]!]!;
        if (cell !== NO_CELL) inside[cell]!++;
      }
      for (let i = shown.start[place]!; i < shown.start[place + 1]!; i++) {
        const cell = cellOf[shown.member[i]!]!;
        if (cell === NO_CELL || inside[cell] === 0) continue;
        const size = cells[cell]!.length;
        const common = inside[cell]!;
        inside[cell] = 0;
        if (common < commonFrom(size)) continue;
        const others = all - common;
        // One of the others more than there is, so that a ring of few others tells little.
        const bits = Math.log2(common / size / ((others + 1) / (members.length - size + 1)));
        if (bits >= Math.log2(OWN)) own[cell]!.push({ signal, place, members: common, others, bits });
      }
    });
    for (const signals of own) signals.sort((x, y) => y.bits * y.members - x.bits * x.members || x.signal - y.signal);
    return own;
  };

  return (ring, shown) => {
    const { members } = ring;
    const found = cellsOf(ring.community, members, source);
    if (found.length === 0) return [];
    const cells = found.map(({ accounts }) => accounts);
    const cellOf = new Int32Array(members.length).fill(NO_CELL);
    cells.forEach((cell, number) => {
      let place = 0;
      for (const a of cell) {
        while (members[place] !== a) place++;
        cellOf[place] = number;
      }
    });
    /** Bits that link two of them on average; pairs that are not linked have none. */
    const mean = (weight: number, size: number): number => (size < 2 ? 0 : weight / (size * (size - 1)));
    const bits = {
      ring: mean(ringWeight(ring.community, members, graph, localOf), members.length),
      cells: found.map(({ accounts, weight }) => mean(weight, accounts.length)),
    };
    const own = ownSignals(cells, cellOf, ring, shown);
    const seenBy = new Int32Array(members.length).fill(NO_CELL);

    /** Members inside and outside the cell that show any of its signals. */
    const reached = (cell: number) => {
      let [inside, outside] = [0, 0];
      for (const { place } of own[cell]!)
        for (let i = shown.start[place]!; i < shown.start[place + 1]!; i++) {
          const member = shown.member[i]!;
          if (seenBy[member] === cell) continue;
          seenBy[member] = cell;
          if (cellOf[member] === cell) inside++;
          else outside++;
        }
      return { inside, outside };
    };

    /** "22 accounts: 5 prompts and 1 device are theirs (22 of 22, 3 of the other 78); two of them are linked by 61 bits on average, two of the ring by 12". */
    const sentence = (cell: number): string => {
      const size = cells[cell]!.length;
      const signals = own[cell]!;
      const close = `two of them are linked by ${Math.round(bits.cells[cell]!)} bits on average, two of the ring by ${Math.round(bits.ring)}`;
      if (signals.length === 0) return `${size} accounts: ${close}`;
      // Types in the order of their most telling signals.
      const types = [...Map.groupBy(signals, ({ signal }) => index.types[index.signalType[signal]!]!.name)]
        .slice(0, NAMED_TYPES)
        .map(([type, of]) => plural(of.length, spoken(type)));
      const list = types.length < 2 ? types.join('') : `${types.slice(0, -1).join(', ')} and ${types.at(-1)}`;
      const theirs = signals.length === 1 ? 'is theirs' : 'are theirs';
      const shows = reached(cell);
      return `${size} accounts: ${list} ${theirs} (${shows.inside} of ${size}, ${shows.outside} of the other ${members.length - size}); ${close}`;
    };

    return cells.map(
      (accounts, cell): RingCell => ({
        accounts: Array.from(accounts, (a) => index.accountIds[a]!).sort(byText),
        bits: Math.round(bits.cells[cell]! * 1e6) / 1e6,
        evidence: own[cell]!.slice(0, KEPT_SIGNALS).map(({ signal, members: common, others }) => ({
          signal: index.signalKeys[signal]!,
          type: index.types[index.signalType[signal]!]!.name,
          members: common,
          others,
        })),
        summary: sentence(cell),
      }),
    );
  };
};
