import type { TieRules } from './tie-rules.ts';

/** What some accounts show of a ring's evidence, in compressed rows. */
export interface EvidenceRows {
  /** Rows of account i: rowStart[i] .. rowStart[i + 1], signals (numbers in the ring's evidence) ascending. */
  readonly rowStart: Uint32Array;
  readonly rowSignal: Uint32Array;
  /** 8-hour epoch windows of row r: windows[windowStart[r] .. windowStart[r + 1]], ascending. */
  readonly windowStart: Uint32Array;
  readonly windows: Uint32Array;
  /** Bits that account i's activity takes off each of its signals of type t, at [i × types + t]. */
  readonly loss: Float32Array;
  /** Epoch seconds; NaN where unknown. */
  readonly created: Float64Array;
  /** How much account i does: windows of all its behaviour, evidence or not, each by its type's strength. */
  readonly done: Float64Array;
}

/** A ring by its evidence alone: members × signals, with bits and windows. Names are the caller's affair. */
export interface RingStructure extends EvidenceRows {
  readonly accounts: readonly string[];
  readonly signals: readonly RingSignal[];
  readonly signalType: Uint8Array;
  /** What is left of a signal's rarity as evidence. */
  readonly factor: Float64Array;
  readonly rarity: Float64Array;
  /** Members that show signal s: signalMember[signalStart[s] .. signalStart[s + 1]], ascending. */
  readonly signalStart: Uint32Array;
  readonly signalMember: Uint32Array;
}

export interface RingSignal {
  readonly key: string;
  readonly type: string;
  /** Bits that one sharing of it is worth. */
  readonly bits: number;
  /** Accounts in the whole graph that showed it at the run. */
  readonly accounts: number;
}

/** What an account shows: keys and their windows, and how many signals of each type it shows in all, evidence or not. */
export interface ShownSignals {
  readonly account: string;
  /** Epoch seconds; NaN where unknown. */
  readonly created: number;
  readonly signals: readonly { readonly key: string; readonly windows: readonly number[] }[];
  readonly signalsOfType: ReadonlyMap<string, number>;
  /** The same of windows: those of all its signals of a type, added up; a signal without any counts as one. */
  readonly windowsOfType: ReadonlyMap<string, number>;
}

/** Counts what an account shows by type, signal by signal. */
export const countsOfTypes = () => {
  const signalsOfType = new Map<string, number>();
  const windowsOfType = new Map<string, number>();
  return {
    signalsOfType,
    windowsOfType,
    add(type: string, windows: number): void {
      signalsOfType.set(type, (signalsOfType.get(type) ?? 0) + 1);
      windowsOfType.set(type, (windowsOfType.get(type) ?? 0) + Math.max(1, windows));
    },
  };
};

/** Rows of accounts over the numbers of `numberOf`; signals that it does not know are left out. */
export const evidenceRows = (
  shown: readonly ShownSignals[],
  numberOf: (key: string) => number | undefined,
  rules: TieRules,
): EvidenceRows => {
  const rowStart = new Uint32Array(shown.length + 1);
  const rowSignal: number[] = [];
  const windowStart: number[] = [0];
  const windows: number[] = [];
  const loss = new Float32Array(shown.length * rules.types.length);
  const done = new Float64Array(shown.length);
  shown.forEach((account, i) => {
    const rows = account.signals
      .map(({ key, windows: seen }) => ({ signal: numberOf(key), seen }))
      .filter((row): row is { signal: number; seen: readonly number[] } => row.signal !== undefined)
      .sort((x, y) => x.signal - y.signal);
    for (const { signal, seen } of rows) {
      rowSignal.push(signal);
      for (const window of seen) windows.push(window);
      windowStart.push(windows.length);
    }
    rowStart[i + 1] = rowSignal.length;
    for (const [name, count] of account.signalsOfType) {
      const type = rules.typeOf(name);
      if (type >= 0) loss[i * rules.types.length + type] = rules.loss(type, count);
    }
    for (const [name, count] of account.windowsOfType) {
      const type = rules.types[rules.typeOf(name)];
      if (type?.kind === 'behaviour') done[i]! += type.strength * count;
    }
  });
  return {
    rowStart,
    rowSignal: Uint32Array.from(rowSignal),
    windowStart: Uint32Array.from(windowStart),
    windows: Uint32Array.from(windows),
    loss,
    created: Float64Array.from(shown, ({ created }) => created),
    done,
  };
};

/** O(rows + windows). Signals of a type that the run did not know are left out. */
export const ringStructure = (
  members: readonly ShownSignals[],
  evidence: readonly RingSignal[],
  rules: TieRules,
): RingStructure => {
  const signals = evidence.filter(({ type }) => rules.typeOf(type) >= 0);
  const number = new Map(signals.map(({ key }, s) => [key, s]));
  const rows = evidenceRows(members, (key) => number.get(key), rules);
  const signalType = Uint8Array.from(signals, ({ type }) => rules.typeOf(type));
  const rarity = Float64Array.from(signals, ({ accounts }, s) => rules.rarity(signalType[s]!, accounts));
  const signalStart = new Uint32Array(signals.length + 1);
  for (const s of rows.rowSignal) signalStart[s + 1]!++;
  for (let s = 0; s < signals.length; s++) signalStart[s + 1]! += signalStart[s]!;
  const cursor = signalStart.slice();
  const signalMember = new Uint32Array(rows.rowSignal.length);
  for (let member = 0; member < members.length; member++)
    for (let row = rows.rowStart[member]!; row < rows.rowStart[member + 1]!; row++)
      signalMember[cursor[rows.rowSignal[row]!]!++] = member;
  return {
    ...rows,
    accounts: members.map(({ account }) => account),
    signals,
    signalType,
    rarity,
    factor: Float64Array.from(signals, ({ bits }, s) => (rarity[s]! > 0 ? bits / rarity[s]! : 0)),
    signalStart,
    signalMember,
  };
};
/** Bytes that a structure holds in typed arrays, and about as many as its names take. */
export const structureBytes = (structure: RingStructure): number => {
  let bytes = 0;
  for (const column of Object.values(structure)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
  const name = (text: string): number => 40 + text.length;
  for (const id of structure.accounts) bytes += name(id);
  for (const { key } of structure.signals) bytes += name(key) + 64;
  return bytes;
};
