import type { ObservationColumns } from '../../src/engine/index.ts';
import { sortedBy } from '../../src/engine/support/counting-order.ts';
import { growableUint32 } from '../../src/engine/support/growable.ts';
import {
  fingerprinter,
  MAX_WINDOWS,
  type SignalType,
  signalKey,
  signalRegistry,
  templateMiner,
  WINDOW_MS,
} from '../../src/signals/index.ts';
import type { SimulatedEvent } from '../../src/simulate/index.ts';

/** Simulated events → the engine's columns, without a file, JSON or a row object between them. */
export interface SimulatedColumns {
  /** Events must come in order of time. Throws RangeError otherwise, and for a signal of an unknown type. */
  add(event: SimulatedEvent): void;
  /**
   * Columns over all that was added so far, equal to those of the same events in a file but for the order of rows. Other windows than
   * those of the graph are for measuring what theirs are worth.
   */
  build(windows?: Windows): ObservationColumns;
}

/** How times become windows. */
export interface Windows {
  /** Epoch seconds → window, ascending. The engine takes the remainder by three for the time of day. */
  of(seconds: number): number;
  /** So many are kept of an account's signal: the newest. */
  readonly most: number;
}

/** No secret is kept here: any key gives the same columns but for the names of signals. */
const KEYS = { current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } };

const WINDOW_SECONDS = WINDOW_MS / 1000;
const OF_THE_GRAPH: Windows = { of: (seconds) => Math.floor(seconds / WINDOW_SECONDS), most: MAX_WINDOWS };

/**
 * What `ringfence detect FILE` does to events (src/cli/events-file.ts), for populations of a million accounts: what is held
 * beside the names is 12 bytes a showing. Values are normalised, hashed and mined as at the door, a value's key is
 * made once, and the checks of the door are left out, since the simulator sends nothing wrong.
 */
export const simulatedColumns = (): SimulatedColumns => {
  const registry = signalRegistry();
  const fingerprint = fingerprinter(KEYS);
  const templates = templateMiner({ fingerprint, alone: true });

  const accounts = new Map<string, number>();
  const created: number[] = [];
  const requests: number[] = [];
  const keys: string[] = [];
  const typeOf: number[] = [];
  const types = new Map(registry.all.map((type, place) => [type.name, { type, place, numbers: new Map() as Numbers }]));
  const rowAccount = growableUint32();
  const rowSignal = growableUint32();
  const rowSeconds = growableUint32();
  let last = -Infinity;

  const accountOf = (id: string): number => {
    let number = accounts.get(id);
    if (number === undefined) {
      number = accounts.size;
      accounts.set(id, number);
      created.push(Number.NaN);
      requests.push(0);
    }
    return number;
  };

  const signalOf = (typeName: string, raw: string, account: string): number => {
    const known = types.get(typeName);
    if (known === undefined) throw new RangeError(`no signal type ${typeName}`);
    const { type, place, numbers } = known;
    // Normalisers leave their own results as they are, so that raw and canonical texts fit one map.
    const text = type.privacy === 'template' ? templates.template(raw, account).id : raw;
    let number = numbers.get(text);
    if (number !== undefined) return number;
    const value = type.privacy === 'template' ? text : type.normalise(raw).value;
    number = numbers.get(value);
    if (number === undefined) {
      number = keys.length;
      keys.push(keyOf(type, value));
      typeOf.push(place);
      numbers.set(value, number);
    }
    if (value !== text) numbers.set(text, number);
    return number;
  };

  const keyOf = (type: SignalType, value: string): string =>
    type.privacy === 'template' ? `${type.name}:${value}` : signalKey(type, value, fingerprint);

  /** Number under which each signal goes today: templates become one as the miner learns. */
  const todaysNumbers = (): Uint32Array => {
    const numbers = Uint32Array.from(keys, (_, number) => number);
    for (const { type, numbers: known } of types.values()) {
      if (type.privacy !== 'template') continue;
      for (const [id, number] of known) {
        const now = templates.current(id);
        if (now !== id) numbers[number] = known.get(now) ?? number;
      }
    }
    return numbers;
  };

  return {
    add(event) {
      const time = Date.parse(event.time);
      if (!(time >= last)) throw new RangeError(`event ${event.id} comes before the one ahead of it`);
      last = time;
      const seconds = Math.floor(time / 1000);
      const account = accountOf(event.account);
      if (event.kind === 'signup' && !(created[account]! <= seconds)) created[account] = seconds;
      requests[account]! += event.usage?.requests ?? 0;
      const from = rowSignal.length;
      for (const { type, value } of event.signals) {
        const signal = signalOf(type, value, event.account);
        // One event shows a signal once.
        if (rowSignal.view().indexOf(signal, from) >= 0) continue;
        rowAccount.push(account);
        rowSignal.push(signal);
        rowSeconds.push(seconds);
      }
    },

    build({ of: windowOf, most } = OF_THE_GRAPH) {
      const today = todaysNumbers();
      const rows = rowSignal.length;
      const signal = rowSignal.view().map((number) => today[number]!);
      const account = rowAccount.view();
      const seconds = rowSeconds.view();
      // Rows are in order of time, and stay so within an account's signal.
      const { order } = sortedBy(account, accounts.size, sortedBy(signal, keys.length).order);
      const out = {
        account: growableUint32(),
        signal: growableUint32(),
        count: growableUint32(),
        first: growableUint32(),
        last: growableUint32(),
        windowStart: growableUint32(),
        windows: growableUint32(),
      };
      out.windowStart.push(0);
      for (let i = 0; i < rows; ) {
        const [a, s] = [account[order[i]!]!, signal[order[i]!]!];
        let end = i;
        const windows: number[] = [];
        while (end < rows && account[order[end]!] === a && signal[order[end]!] === s) {
          const window = windowOf(seconds[order[end]!]!);
          if (windows.at(-1) !== window) windows.push(window);
          end++;
        }
        out.account.push(a);
        out.signal.push(s);
        out.count.push(end - i);
        out.first.push(seconds[order[i]!]!);
        out.last.push(seconds[order[end - 1]!]!);
        for (const window of windows.slice(-most)) out.windows.push(window);
        out.windowStart.push(out.windows.length);
        i = end;
      }
      const used = usedOf(out.signal.view(), keys.length);
      return {
        accounts: [...accounts.keys()],
        createdAt: Float64Array.from(created),
        requests: Float64Array.from(requests),
        signals: keys.filter((_, number) => used.place[number]! >= 0),
        signalType: Uint8Array.from(typeOf.filter((_, number) => used.place[number]! >= 0)),
        types: registry.all.map(({ name, kind, family, strength }) => ({ name, kind, family, strength })),
        account: out.account.view().slice(),
        signal: out.signal.view().map((number) => used.place[number]!),
        count: out.count.view().slice(),
        first: Float64Array.from(out.first.view()),
        last: Float64Array.from(out.last.view()),
        windowStart: out.windowStart.view().slice(),
        windows: out.windows.view().slice(),
      };
    },
  };
};

type Numbers = Map<string, number>;

/** New numbers without gaps for those that occur; −1 for the others. */
const usedOf = (numbers: Uint32Array, size: number): { place: Int32Array } => {
  const place = new Int32Array(size).fill(-1);
  for (const number of numbers) place[number] = 0;
  let next = 0;
  for (let i = 0; i < size; i++) if (place[i] === 0) place[i] = next++;
  return { place };
};
