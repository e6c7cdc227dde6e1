import type { ObservationColumns } from '../../src/engine/index.ts';

/** From this share of the accounts on a signal is everybody's (a browser, a public prompt): all copies show the same one. */
const COMMON_SHARE = 1 / 200;
/** Between two copies of an account, seconds: no two are created at once, and windows stay nearly right. */
const APART = 61;

/**
 * A population so many times larger: every account again, with its own signals again under new names, and with the same signals
 * that are everybody's. So groups grow in number and what is popular grows in size, as in a population that grows.
 */
export const copied = (base: ObservationColumns, copies: number): ObservationColumns => {
  if (copies === 1) return base;
  const n = base.accounts.length;
  const rows = base.account.length;
  const degree = new Uint32Array(base.signals.length);
  for (const s of base.signal) degree[s]!++;
  const common = Uint8Array.from(degree, (accounts) => Number(accounts >= n * COMMON_SHARE));
  const place = new Uint32Array(base.signals.length);
  let own = 0;
  let shared = 0;
  for (let s = 0; s < place.length; s++) place[s] = common[s] === 1 ? shared++ : own++;
  const signals = new Array<string>(shared + own * copies);
  const signalType = new Uint8Array(signals.length);
  const accounts = new Array<string>(n * copies);
  const windowCount = base.windows.length;
  const result = {
    accounts,
    signals,
    signalType,
    types: base.types,
    createdAt: new Float64Array(n * copies),
    requests: new Float64Array(n * copies),
    account: new Uint32Array(rows * copies),
    signal: new Uint32Array(rows * copies),
    count: new Uint32Array(rows * copies),
    first: new Float64Array(rows * copies),
    last: new Float64Array(rows * copies),
    windowStart: new Uint32Array(rows * copies + 1),
    windows: new Uint32Array(windowCount * copies),
  };
  for (let copy = 0; copy < copies; copy++) {
    const numberOf = (s: number): number => (common[s] === 1 ? place[s]! : shared + copy * own + place[s]!);
    for (let s = 0; s < degree.length; s++) {
      signals[numberOf(s)] = common[s] === 1 ? base.signals[s]! : flat(`${base.signals[s]!}.${copy}`);
      signalType[numberOf(s)] = base.signalType[s]!;
    }
    for (let a = 0; a < n; a++) {
      accounts[copy * n + a] = flat(`${base.accounts[a]!}.${copy}`);
      result.createdAt[copy * n + a] = base.createdAt[a]! + copy * APART;
    }
    result.requests.set(base.requests, copy * n);
    result.count.set(base.count, copy * rows);
    result.windows.set(base.windows, copy * windowCount);
    for (let i = 0, at = copy * rows; i < rows; i++, at++) {
      result.account[at] = copy * n + base.account[i]!;
      result.signal[at] = numberOf(base.signal[i]!);
      result.first[at] = base.first[i]! + copy * APART;
      result.last[at] = base.last[i]! + copy * APART;
      result.windowStart[at + 1] = copy * windowCount + base.windowStart[i + 1]!;
    }
  }
  return result;
};

/** A text that holds no other texts: what is joined keeps its parts until somebody reads it. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
