import { linkWeight } from '../communities/modularity.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { RingCell } from '../result.ts';
import { commonFrom } from '../rings/group-evidence.ts';
import type { ScoredRing } from '../rings/rings.ts';
import { plural, spoken } from '../rings/summary.ts';
import { byText } from '../support/text-order.ts';
import { type CellSource, cellsOf } from './cells.ts';

/** Signals kept of a cell, and types named in its sentence. */
const KEPT_SIGNALS = 5;
const NAMED_TYPES = 3;
/** A signal is a cell's own when so many times as large a share of it shows the signal as of the ring's other members. */
const OWN = 4;

const INSIDE = 1;
const OUTSIDE = 2;

interface OwnSignal {
  readonly signal: number;
  readonly members: number;
  readonly others: number;
  readonly bits: number;
}

/** The cells of rings for people: who is in each and what it has that the rest of its ring has not. O(rows of the members). */
export const cellExplainer = (
  index: ObservationIndex,
  source: CellSource,
): ((ring: ScoredRing) => readonly RingCell[]) => {
  const inside = new Uint32Array(index.signalKeys.length);
  const place = new Uint8Array(index.accountIds.length); // INSIDE, OUTSIDE or 0, which it is between questions

  /** Of the ring's evidence what is common in the cell and rare in the rest of it, what tells most of them first. */
  const ownSignals = (cell: Uint32Array, ring: ScoredRing): OwnSignal[] => {
    for (const a of cell)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) inside[index.rowSignal[row]!]!++;
    const rest = ring.members.length - cell.length;
    const own = ring.evidence.signals.flatMap(({ signal, members: all }): OwnSignal[] => {
      const members = inside[signal]!;
      const others = all - members;
      // One of the others more than there is, so that a ring of few others tells little.
      const bits = Math.log2(members / cell.length / ((others + 1) / (rest + 1)));
      return members >= commonFrom(cell.length) && bits >= Math.log2(OWN) ? [{ signal, members, others, bits }] : [];
    });
    for (const a of cell)
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) inside[index.rowSignal[row]!] = 0;
    return own.sort((x, y) => y.bits * y.members - x.bits * x.members || x.signal - y.signal);
  };

  /** "22 accounts: 5 prompts and 1 device are theirs (22 of 22, 3 of the other 78); two of them are linked by 61 bits on average, two of the ring by 12". */
  const sentence = (
    cell: Uint32Array,
    bits: number,
    own: readonly OwnSignal[],
    ring: ScoredRing,
    inRing: number,
  ): string => {
    const close = `two of them are linked by ${Math.round(bits)} bits on average, two of the ring by ${Math.round(inRing)}`;
    if (own.length === 0) return `${cell.length} accounts: ${close}`;
    // Types in the order of their most telling signals.
    const types = [...Map.groupBy(own, ({ signal }) => index.types[index.signalType[signal]!]!.name)]
      .slice(0, NAMED_TYPES)
      .map(([type, of]) => plural(of.length, spoken(type)));
    const list = types.length < 2 ? types.join('') : `${types.slice(0, -1).join(', ')} and ${types.at(-1)}`;
    const theirs = own.length === 1 ? 'is theirs' : 'are theirs';
    const shows = reached(own, ring, cell);
    return `${cell.length} accounts: ${list} ${theirs} (${shows.inside} of ${cell.length}, ${shows.outside} of the other ${ring.members.length - cell.length}); ${close}`;
  };

  /** Members inside and outside the cell that show any of the signals: by the accounts on these, which are few beside what a ring shows. */
  const reached = (own: readonly OwnSignal[], ring: ScoredRing, cell: Uint32Array) => {
    for (const a of ring.members) place[a] = OUTSIDE;
    for (const a of cell) place[a] = INSIDE;
    const counts = [0, 0, 0];
    for (const { signal } of own)
      for (let i = index.signalStart[signal]!; i < index.signalStart[signal + 1]!; i++) {
        const a = index.rowAccount[index.signalRow[i]!]!;
        counts[place[a]!]!++;
        place[a] = 0;
      }
    for (const a of ring.members) place[a] = 0;
    return { inside: counts[INSIDE]!, outside: counts[OUTSIDE]! };
  };

  /** As `closenessOf` of the graph on these accounts. */
  const closeness = (accounts: Uint32Array): number => {
    const { start, neighbour } = source.graph;
    for (const a of accounts) place[a] = INSIDE;
    let sum = 0;
    for (const a of accounts)
      for (let e = start[a]!; e < start[a + 1]!; e++)
        if (place[neighbour[e]!] === INSIDE) sum += linkWeight(source.graph, e);
    for (const a of accounts) place[a] = 0;
    return accounts.length < 2 ? 0 : sum / (accounts.length * (accounts.length - 1));
  };

  return (ring) => {
    const cells = cellsOf(ring.community, ring.members, source);
    if (cells.length === 0) return [];
    const inRing = closeness(ring.members);
    return cells.map((cell): RingCell => {
      const own = ownSignals(cell, ring);
      const bits = closeness(cell);
      return {
        accounts: Array.from(cell, (a) => index.accountIds[a]!).sort(byText),
        bits: Math.round(bits * 1e6) / 1e6,
        evidence: own.slice(0, KEPT_SIGNALS).map(({ signal, members, others }) => ({
          signal: index.signalKeys[signal]!,
          type: index.types[index.signalType[signal]!]!.name,
          members,
          others,
        })),
        summary: sentence(cell, bits, own, ring, inRing),
      };
    });
  };
};
