import { NONE } from './buckets.ts';
import { ANY, type Code, type TokenCodes } from './codes.ts';
import type { Group, Member } from './group.ts';
import { HIDDEN, hintOf } from './hint.ts';
import type { Indexed } from './minhash.ts';
import { skeletonPositions } from './skeleton.ts';
import type { KeptTemplate } from './templates.ts';

/** A template as the miner holds it. */
export interface MinedTemplate extends Member, Indexed {
  readonly skeleton: Code[];
  readonly id: string;
  readonly tokens: Code[];
  hint: string;
  /** Accounts seen using it; null once there were enough for its words to be shown. */
  accounts: readonly string[] | null;
  /** Words that all these accounts have used, where that is not all of its own. */
  common: Set<Code> | null;
  /** Rank by age. What is kept ranks before what is not. */
  order: number;
  /** Whether anybody was given its id; if not, nobody need keep it. */
  told: boolean;
  /** Number of the miner's use that was the last of this template. */
  usedAt: number;
  group: Group<MinedTemplate> | null;
}

export type Founding = Pick<MinedTemplate, 'id' | 'tokens' | 'skeleton' | 'hint' | 'order'> & {
  readonly shown: boolean;
};

export const minedTemplate = ({ id, tokens, skeleton, hint, order, shown }: Founding): MinedTemplate => ({
  id,
  tokens,
  skeleton,
  hint,
  order,
  accounts: shown ? null : [],
  // Which words all accounts had used is not kept: until then its caption stays as it came, and a new one shows public words.
  common: shown ? new Set() : null,
  told: true,
  usedAt: 0,
  place: NONE,
  group: null,
});

/** Whether a skeleton of a template's group is a use of the template: each word is its own or stands where any may. */
export const covers = ({ skeleton }: MinedTemplate, other: readonly Code[]): boolean =>
  skeleton.every((code, at) => code === ANY || code === other[at]);

/** Takes over into the tokens and the caption what the group opened in the skeleton. */
export const reopen = (template: MinedTemplate, codes: TokenCodes): void => {
  const positions = skeletonPositions(template.tokens);
  template.skeleton.forEach((code, at) => {
    if (code === ANY) template.tokens[positions[at]!] = ANY;
  });
  template.hint = captionOf(template, codes);
};

/** The caption that may be shown today. A word that is no longer remembered is left out. */
export const captionOf = ({ tokens, accounts, common }: MinedTemplate, codes: TokenCodes): string => {
  const text = (code: Code): string => {
    const withheld = code === ANY || (common !== null && code > 0 && !common.has(code) && !codes.isPublic(code));
    return withheld ? HIDDEN : (codes.text(code) ?? HIDDEN);
  };
  return hintOf(tokens.map(text), accounts === null ? () => true : undefined);
};

/**
 * Counts an account; true when it was the last one needed for the template's words to be shown. `words` are those of a use that
 * is only near: of the template's own words only those that every counted account has used will be shown.
 */
export const countAccount = (
  template: MinedTemplate,
  account: string,
  enough: number,
  words: readonly Code[] | null,
): boolean => {
  const { accounts } = template;
  if (accounts === null) return false;
  if (words !== null) template.common = new Set(words).intersection(template.common ?? new Set(template.skeleton));
  if (accounts.includes(account)) return false;
  const counted = accounts.length + 1;
  // Not pushed, which would make room for sixteen more: most templates have one account.
  template.accounts = counted < enough ? [...accounts, account] : null;
  return counted >= enough;
};

/** Joins what is known of the accounts of two templates that became one. */
export const takeOver = (stays: MinedTemplate, goes: MinedTemplate): void => {
  if (goes.common !== null) stays.common = goes.common.intersection(stays.common ?? new Set(stays.skeleton));
  const { accounts } = stays;
  if (goes.accounts === null) stays.accounts = null;
  else if (accounts !== null)
    stays.accounts = [...accounts, ...goes.accounts.filter((account) => !accounts.includes(account))];
};

export const keptOf = (template: MinedTemplate, mergedInto: string | null = null): KeptTemplate => ({
  id: template.id,
  tokens: [...template.tokens],
  hint: template.hint,
  shown: template.accounts === null,
  mergedInto,
});
