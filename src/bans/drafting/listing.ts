import { type AccountRule, picks, type RuledAccount, ruleInWords } from '../../account-rules.ts';
import type { Drawn, ExclusionReason, Listed } from '../batch/listed.ts';

/** Each account once: the ring that holds it most strongly wins (of equal ones the first by id), and all rings are named. In order of the manifest: by ring, the most strongly held first. */
export const deduplicated = (drawn: Iterable<Drawn>): Listed[] => {
  const byAccount = new Map<string, Drawn[]>();
  for (const one of drawn) {
    const known = byAccount.get(one.account);
    if (known === undefined) byAccount.set(one.account, [one]);
    else known.push(one);
  }
  return [...byAccount.values()].map(strongest).sort(inOrder);
};

const strongest = (of: readonly Drawn[]): Listed => {
  const rings = [...new Set(of.flatMap(({ ring }) => (ring === null ? [] : [ring])))].sort();
  const reason = of.find((one) => one.reason !== null)?.reason ?? null;
  const [best] = of.toSorted((a, b) => (b.strength ?? -1) - (a.strength ?? -1) || compare(a.ring ?? '', b.ring ?? ''));
  return { ...best!, reason, rings };
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Accounts without a ring come last. */
const inOrder = (a: Listed, b: Listed): number =>
  Number(a.ring === null) - Number(b.ring === null) ||
  compare(a.ring ?? '', b.ring ?? '') ||
  (b.strength ?? 0) - (a.strength ?? 0) ||
  compare(a.account, b.account);

export interface Exclusion {
  readonly reason: ExclusionReason;
  /** Why, for people. */
  readonly detail: string;
}

/** What is known of an account that was drawn. */
export interface DrawnFacts extends RuledAccount {
  /** Whether the graph has it. */
  readonly known: boolean;
  readonly banned: boolean;
  /** Entry of the allow-list that allows it now. */
  readonly allowance: string | null;
  /** Another batch that has it and is frozen, approved or under way. */
  readonly otherBatch: string | null;
  /** Whether one of its rings is confirmed. */
  readonly confirmed: boolean;
}

/** Why an account is left out of a batch by itself; null where it is not. The first reason that holds counts. */
export const whyLeftOut = (
  facts: DrawnFacts,
  rules: { readonly confirmedOnly: boolean; readonly exclude: readonly AccountRule[] },
  now: number,
): Exclusion | null => {
  if (!facts.known) return { reason: 'unknown_account', detail: 'The graph has no account with this id.' };
  if (facts.banned) return { reason: 'already_banned', detail: 'It is banned already.' };
  if (facts.allowance !== null) {
    return { reason: 'allow_listed', detail: `${facts.allowance} of the allow-list allows it.` };
  }
  if (facts.otherBatch !== null) {
    return { reason: 'in_another_batch', detail: `Batch ${facts.otherBatch} has it and is not done.` };
  }
  if (rules.confirmedOnly && !facts.confirmed) {
    return { reason: 'ring_not_confirmed', detail: 'None of its rings is confirmed (bans.confirmedOnly).' };
  }
  const rule = rules.exclude.find((one) => picks(one, facts, now));
  return rule === undefined ? null : { reason: 'rule', detail: `${ruleInWords(rule)} (bans.exclude).` };
};

export interface ApprovalRules {
  readonly twoFrom: number;
  readonly twoIf: readonly AccountRule[];
}

/** How many different people must approve a list, and why more than one. */
export const approvalsFor = (
  accounts: Iterable<RuledAccount>,
  { twoFrom, twoIf }: ApprovalRules,
  now: number,
): { readonly needed: number; readonly because: readonly string[] } => {
  const picked = twoIf.map(() => 0);
  let count = 0;
  for (const account of accounts) {
    count += 1;
    twoIf.forEach((rule, n) => {
      if (picks(rule, account, now)) picked[n]! += 1;
    });
  }
  const because = [
    ...(count >= twoFrom ? [`${count} accounts, which is at least ${twoFrom}`] : []),
    ...twoIf.flatMap((rule, n) => (picked[n] === 0 ? [] : [`${picked[n]} of which ${ruleInWords(rule)}`])),
  ];
  return { needed: because.length === 0 ? 1 : 2, because };
};
