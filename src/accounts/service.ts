import { RingfenceError } from '../errors.ts';
import { rfc3339OrNull } from '../fields.ts';
import { type PageAsked, pageOf } from '../http/pages.ts';
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

    signals: async (account: string, page: PageAsked & { type?: string | undefined }): Promise<AccountSignalList> => {
      const type = page.type ?? '';
      const query = { account, type, of: 'signals' };
      const { rows, next } = await pageOf(page, query, {
        from: [''],
        read: ([after], limit) => store.signals(account, type, String(after), limit),
        at: ({ key }) => [key],
      });
      if (rows.length === 0) await known(account);
      return { signals: rows.map(accountSignalOf), next };
    },

    shared: async (account: string, page: PageAsked): Promise<SharedList> => {
      const query = { account, of: 'shared' };
      await known(account);
      const [{ rows, next }, hubs, counts] = await Promise.all([
        pageOf(page, query, {
          from: [],
          read: ([shared, id], limit) =>
            store.shared(account, bounds, shared === undefined ? null : [Number(shared), String(id)], limit),
          at: ({ shared, id }) => [shared, id],
        }),
        store.hubs(account, bounds, HUBS_SHOWN),
        store.signalCounts(account),
      ]);
      const signals = counts.reduce((sum, count) => sum + count.signals, 0);
      return {
        accounts: rows.map((row) => ({ ...factsOf(row), shared: row.shared, signals: row.signals })),
        hubs,
        hubDegree,
        signalsConsidered: Math.min(signals, SIGNALS_FOLLOWED),
        next,
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

    signalAccounts: async (key: string, page: PageAsked): Promise<SignalAccountList> => {
      const query = { key, of: 'accounts' };
      const { rows, next } = await pageOf(page, query, {
        from: [''],
        read: ([after], limit) => store.signalAccounts(key, String(after), limit),
        at: ({ id }) => [id],
      });
      if (rows.length === 0 && (await store.signal(key)) === null) throw missing('signal');
      return { accounts: rows.map(signalAccountOf), next };
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

const missing = (what: 'account' | 'signal'): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: `The graph has no ${what} with this ${what === 'account' ? 'id' : 'key'}.`,
    mend: `Check it, percent-encoded in the path; /v1/search finds ${what}s by the beginning of it.`,
  });
