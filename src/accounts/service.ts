import { RingfenceError } from '../errors.ts';
import { rfc3339OrNull } from '../fields.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { SignalRegistry } from '../signals/index.ts';
import { accountOf, accountSignalOf, factsOf, signalAccountOf } from './answers.ts';
import type { SignalLookUp } from './look-up.ts';
import { matcher } from './match.ts';
import type { LoadedRings } from './ring-index.ts';
import type {
  AccountDetail,
  AccountSignalList,
  SharedList,
  SignalAccountList,
  SignalDetail,
  SignalTypeList,
} from './schema.ts';
import { searcher } from './search.ts';
import type { AccountsStore } from './store.ts';

/** Signals shown with an account itself. */
const SIGNALS_SHOWN = 50;
/** Signals of one account that are followed to others, the last seen; with the hub degree it bounds the work. */
const SIGNALS_FOLLOWED = 1000;
const HUBS_SHOWN = 100;
const RINGS_SHOWN = 100;

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** `hubDegree`: a signal on more accounts than this is listed as a hub and not followed to those accounts. */
export const accountsService = (options: {
  store: AccountsStore;
  registry: SignalRegistry;
  lookUp: SignalLookUp;
  hubDegree: number;
  rings: { now(): Promise<LoadedRings | null> };
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const { store, registry, hubDegree } = options;
  const search = searcher(options);
  const bounds = { signals: SIGNALS_FOLLOWED, hubDegree };

  const known = async (account: string) => {
    const row = await store.account(account);
    if (row === null) throw missing('account');
    return row;
  };

  return {
    account: async (account: string): Promise<AccountDetail> => {
      const [row, signalCounts, signals] = await Promise.all([
        known(account),
        store.signalCounts(account),
        store.signals(account, '', '', SIGNALS_SHOWN),
      ]);
      return { ...accountOf(row), signalCounts, signals: signals.map(accountSignalOf) };
    },

    signals: async (account: string, page: Page & { type?: string | undefined }): Promise<AccountSignalList> => {
      const type = page.type ?? '';
      const query = { account, type, of: 'signals' };
      const after = page.cursor === undefined ? '' : String(decodeCursor(page.cursor, query).after[0]);
      const rows = await store.signals(account, type, after, page.limit + 1);
      if (rows.length === 0) await known(account);
      const last = lastOf(rows, page.limit);
      return {
        signals: rows.slice(0, page.limit).map(accountSignalOf),
        next: last && encodeCursor({ after: [last.key] }, query),
      };
    },

    shared: async (account: string, page: Page): Promise<SharedList> => {
      const query = { account, of: 'shared' };
      const after = page.cursor === undefined ? null : decodeCursor(page.cursor, query).after;
      const begin = after && ([Number(after[0]), String(after[1])] as const);
      await known(account);
      const [rows, hubs, counts] = await Promise.all([
        store.shared(account, bounds, begin, page.limit + 1),
        store.hubs(account, bounds, HUBS_SHOWN),
        store.signalCounts(account),
      ]);
      const last = lastOf(rows, page.limit);
      const signals = counts.reduce((sum, count) => sum + count.signals, 0);
      return {
        accounts: rows
          .slice(0, page.limit)
          .map((row) => ({ ...factsOf(row), shared: row.shared, signals: row.signals })),
        hubs,
        hubDegree,
        signalsConsidered: Math.min(signals, SIGNALS_FOLLOWED),
        next: last && encodeCursor({ after: [last.shared, last.id] }, query),
      };
    },

    signal: async (key: string): Promise<SignalDetail> => {
      const [row, rings] = await Promise.all([store.signal(key), store.signalRings(key, RINGS_SHOWN)]);
      if (row === null) throw missing('signal');
      const { type, hint, prefix, network, hub, accounts } = row;
      return {
        key,
        type,
        hint,
        label: registry.get(type)?.label ?? null,
        prefix,
        network,
        firstSeen: rfc3339OrNull(row.firstSeen),
        lastSeen: rfc3339OrNull(row.lastSeen),
        accounts,
        hub,
        rings,
      };
    },

    signalAccounts: async (key: string, page: Page): Promise<SignalAccountList> => {
      const query = { key, of: 'accounts' };
      const after = page.cursor === undefined ? '' : String(decodeCursor(page.cursor, query).after[0]);
      const rows = await store.signalAccounts(key, after, page.limit + 1);
      if (rows.length === 0 && (await store.signal(key)) === null) throw missing('signal');
      const last = lastOf(rows, page.limit);
      return {
        accounts: rows.slice(0, page.limit).map(signalAccountOf),
        next: last && encodeCursor({ after: [last.id] }, query),
      };
    },

    signalTypes: (): SignalTypeList => ({
      types: registry.all.map(({ name, label, relationship, kind, family, privacy, strength, description }) => ({
        name,
        label,
        relationship,
        kind,
        family,
        privacy,
        strength,
        description,
      })),
    }),

    match: matcher(options),

    search: search.byText,
    searchValue: search.byValue,
  };
};

export type AccountsService = ReturnType<typeof accountsService>;

/** The last row of this page when there are more; rows are read one beyond the page. */
const lastOf = <Row>(rows: readonly Row[], limit: number): Row | null =>
  rows.length > limit ? rows[limit - 1]! : null;

const missing = (what: 'account' | 'signal'): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: `The graph has no ${what} with this ${what === 'account' ? 'id' : 'key'}.`,
    mend: `Check it, percent-encoded in the path; /v1/search finds ${what}s by the beginning of it.`,
  });
