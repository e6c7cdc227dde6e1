import type { GraphTransaction } from './graph/graph.ts';

/** An account that is erased. */
export interface ForgottenAccount {
  readonly id: string;
  /** What stands for it from now on, also in the audit trail: `account:<key id>:<keyed fingerprint>`. */
  readonly ref: string;
}

/** What is to be known nowhere any more. */
export interface Forgotten {
  readonly accounts: readonly ForgottenAccount[];
  /** Keys of signals that only these accounts had shown; they go with them. */
  readonly signals: readonly string[];
  /** How texts may name them: ids of the accounts, keys of the signals, and values that are kept in clear (an address). Longer ones first. */
  readonly names: readonly string[];
}

/**
 * What a room keeps of accounts, and how it lets go of it. Erasure knows of no room but those in the list that app.ts joins; a test
 * looks through the whole graph for what was erased, so a room that keeps something and is not in the list fails it.
 */
export interface Forgetter {
  /** Name of the room, for people. */
  readonly room: string;
  /** Why accounts should stay for now, a few words each (`case case_7f3a is open`); those that nothing holds are left out. */
  holds?(tx: GraphTransaction, accounts: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Takes out, in this transaction, whatever tells of them; the nodes of accounts and signals are still there, and go after it. How much of what went (`{ notes: 2 }`). What is frozen or signed keeps
   * `ref` in the place of the account. May run twice: the server may ask for a retry, and a preview is rolled back.
   */
  forget(tx: GraphTransaction, gone: Forgotten): Promise<Readonly<Record<string, number>>>;
}

/** Stands in a text of people for what was erased. */
export const ERASED = '[erased]';

/** A shorter name says nothing in a text, and is too many other things. */
const LEAST_NAME = 3;

/** A text of people without these names; those that are part of a longer word stay. */
export const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((rest, name) => replaced(rest, name), text);

const WORD = /[\p{L}\p{N}_]/u;

const replaced = (text: string, name: string): string => {
  if (name.length < LEAST_NAME) return text;
  let out = '';
  let from = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (at < from || touches(text, at, name)) continue;
    out += text.slice(from, at) + ERASED;
    from = at + name.length;
  }
  return out + text.slice(from);
};

/** Whether a word goes on beyond the name on either side. */
const touches = (text: string, at: number, name: string): boolean => {
  const joined = (inside: string | undefined, outside: string | undefined): boolean =>
    inside !== undefined && outside !== undefined && WORD.test(inside) && WORD.test(outside);
  const end = at + name.length;
  return joined(name[0], text[at - 1]) || joined(name.at(-1), text[end]);
};

/** A text as it stands within JSON text, between the quotes: what a query looks for there. */
export const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/**
 * JSON without what was erased: an object that is about an erased account or signal (by its `id`, `account`, `key` or `signal`) becomes `{erased: ref}`,
 * a list of names loses them, and texts of people name them no more.
 */
export const jsonWithout = (value: unknown, { accounts, signals, names }: Forgotten): unknown => {
  const refs = new Map<string, string>([
    ...accounts.map(({ id, ref }) => [id, ref] as const),
    ...signals.map((key) => [key, ERASED] as const),
  ]);
  const without = (inner: unknown): unknown => {
    if (typeof inner === 'string') return refs.get(inner) ?? withoutNames(inner, names);
    if (Array.isArray(inner)) return inner.map(without);
    if (typeof inner !== 'object' || inner === null) return inner;
    const about = ['id', 'account', 'key', 'signal'].map((name) => (inner as Record<string, unknown>)[name]);
    const erased = about.map((each) => (typeof each === 'string' ? refs.get(each) : undefined)).find(Boolean);
    if (erased !== undefined) return { erased };
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [without(name) as string, without(each)]));
  };
  return without(value);
};
