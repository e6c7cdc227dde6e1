import { rfc3339OrNull } from '../fields.ts';
import { factsOf } from './answers.ts';
import type { SignalLookUp } from './look-up.ts';
import type { SearchResult } from './search-schema.ts';
import type { AccountsStore, SignalNameRow } from './store.ts';

type FoundSignal = SearchResult['signals'][number];

/** Whatever an investigator has in hand: an id, a key, a caption, a value. Each kind answers at most `limit` times. */
export const searcher = ({ store, lookUp }: { store: AccountsStore; lookUp: SignalLookUp }) => {
  const found = (rows: readonly SignalNameRow[], match: FoundSignal['match']): FoundSignal[] =>
    rows.map((row) => ({ ...row, match }));

  return {
    byText: async (text: string, limit: number): Promise<SearchResult> => {
      const asn = asnIn(text);
      const [accounts, prefixed, byValue, network, system, hinted, rings, runs] = await Promise.all([
        store.accountsFrom(text, limit),
        store.keysFrom(text, limit),
        store.withKeys(lookUp.clearKeys(text)),
        store.inNetwork(text.toLowerCase(), limit),
        asn === null ? [] : store.inAutonomousSystem(asn, limit),
        store.hintsFrom(text, limit),
        store.ringsFrom(text, limit),
        store.runsFrom(text, limit),
      ]);
      const signals = [
        ...found(byValue, 'value'),
        ...found([...network, ...system], 'network'),
        ...prefixed.map((row) => ({ ...row, match: matchOf(row.key, text) })),
        ...found(hinted, 'hint'),
      ];
      return {
        accounts: accounts.map((row) => ({ ...factsOf(row), match: matchOf(row.id, text) })),
        signals: surestFirst(signals).slice(0, limit),
        rings: rings.map((row) => ({ ...row, match: matchOf(row.id, text) })),
        runs: runs.map((row) => ({
          ...row,
          match: matchOf(row.id, text),
          startedAt: rfc3339OrNull(row.startedAt),
          finishedAt: rfc3339OrNull(row.finishedAt),
        })),
      };
    },

    /** A raw value of any type: only its keys leave this function. */
    byValue: async (value: string, type: string | undefined): Promise<SearchResult> => {
      const rows = await store.withKeys(lookUp.keys(value, type));
      return { accounts: [], signals: found(rows, 'value'), rings: [], runs: [] };
    },
  };
};

/** `AS64500`, in any case; a bare number may be anything. */
const asnIn = (text: string): number | null => {
  const number = Number(/^as(\d{1,10})$/i.exec(text)?.[1]);
  return number > 0 && number <= 0xffffffff ? number : null;
};

const matchOf = (id: string, text: string): 'exact' | 'prefix' => (id === text ? 'exact' : 'prefix');

const ORDER: readonly FoundSignal['match'][] = ['exact', 'value', 'network', 'prefix', 'hint'];

/** One signal found in two ways is shown once, for the surer one. */
const surestFirst = (signals: readonly FoundSignal[]): FoundSignal[] => {
  const seen = new Set<string>();
  return [...signals]
    .sort((a, b) => ORDER.indexOf(a.match) - ORDER.indexOf(b.match))
    .filter(({ key }) => !seen.has(key) && seen.add(key));
};
