import type { DayShape } from './calendar.ts';
import type { TruthRow } from './event.ts';
import type { Prompt } from './prompts/template.ts';
import type { Random } from './random.ts';
import type { Software } from './world/software.ts';

/** Before an account's opaque id. */
export const ACCOUNT_PREFIX = 'acct_';

/**
 * A part of the population: one decoy, one campaign, or the ordinary accounts. Everything about an account follows
 * from (seed, part, index), so that hardly anything is held between two days (see `Roster`) however much it does.
 */
export interface Part {
  readonly label: string;
  /** Indices run from 0 to size - 1; some may be empty (a household of two has room for four). */
  readonly size: number;
  exists(index: number): boolean;
  accountId(index: number): string;
  truth(index: number): Omit<TruthRow, 'account'>;
  life(index: number): Life;
  traits(index: number): Traits;
  /** Times of use within the UTC day that begins at `midnight`; one per 8-hour window is kept. */
  usage(index: number, life: Life, midnight: number): readonly number[];
  /** Account ids of innocents whose signals this part shares on purpose. */
  readonly framing?: { readonly campaign: string; readonly victims: ReadonlySet<string> };
  /** Randomness of one event: `slot` is its place within the day. */
  random(index: number, day: number, slot: number): Random;
}

/** When an account is there at all. Asked for once for every account, before the first day. */
export interface Life {
  /** Epoch milliseconds. */
  readonly signup: number;
  /** Epoch milliseconds after which the account is left alone. */
  readonly leaves: number;
  /** Milliseconds from signup to the first payment, which comes again every 30 days; null for free accounts. */
  readonly paysAfter: number | null;
  /** Expected 8-hour sessions on an average day. */
  readonly sessionsPerDay: number;
  readonly shape: DayShape;
  /** Hours from UTC. */
  readonly offset: number;
  /** Share of uses with a login to the console before. */
  readonly consoleShare: number;
  /** Nearly everybody tries it at once; false where somebody else made the account. */
  readonly triesAtOnce?: false;
}

/** What an account shows when it does something. */
export interface Traits {
  readonly email: string;
  readonly phone: string | null;
  readonly referral: string | null;
  readonly billingAddress: string;
  card(time: number): string;
  connect(time: number, purpose: Purpose, random: Random): Connection;
  prompt(time: number, random: Random): Prompt;
  /** Requests since the last usage event. */
  requests(time: number, random: Random): number;
}

/** What somebody connects for. All but use needs a browser; use may come from a program. */
export type Purpose = 'signup' | 'payment' | 'session' | 'use';

export interface Connection {
  readonly address: string;
  /** Null where nothing runs that could tell the device: a program, a server. */
  readonly device: string | null;
  readonly software: Software;
}
