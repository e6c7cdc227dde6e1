import { z } from 'zod';
import type { AttributeValue } from './signals/index.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

/** A rule that picks accounts out: by an attribute, or by age. */
export const accountRule = z
  .strictObject({
    attribute: z.string().optional().describe('Name of an attribute that accounts.attributes declares.'),
    in: z.array(value).min(1).optional().describe('With attribute: it is one of these values.'),
    atLeast: z.number().optional().describe('With attribute: it is a number of at least this.'),
    olderThanDays: z.int().min(1).optional().describe('Without attribute: the account is older than this.'),
  })
  .refine(
    ({ attribute, in: values, atLeast, olderThanDays }) =>
      attribute === undefined
        ? olderThanDays !== undefined && values === undefined && atLeast === undefined
        : olderThanDays === undefined && (values === undefined) !== (atLeast === undefined),
    'must be {attribute, in: […]}, {attribute, atLeast: number} or {olderThanDays: number}',
  );
export type AccountRule = z.output<typeof accountRule>;

/** What rules go by. */
export interface RuledAccount {
  /** Epoch ms of its sign-up, else of its first event; null where neither is known. */
  readonly since: number | null;
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

const DAY_MS = 86_400_000;

/** Whether a rule picks an account out. What is not known is not picked. */
export const picks = (rule: AccountRule, { since, attributes }: RuledAccount, now: number): boolean => {
  if (rule.attribute === undefined) return since !== null && now - since > rule.olderThanDays! * DAY_MS;
  const held = Object.hasOwn(attributes, rule.attribute) ? attributes[rule.attribute] : undefined;
  if (held === undefined) return false;
  return rule.in === undefined ? typeof held === 'number' && held >= rule.atLeast! : rule.in.includes(held);
};

/** `plan is enterprise or team`, `spend is at least 10000`, `older than 730 days`. */
export const ruleInWords = (rule: AccountRule): string => {
  if (rule.attribute === undefined) return `older than ${rule.olderThanDays} days`;
  return `${rule.attribute} is ${rule.in === undefined ? `at least ${rule.atLeast}` : rule.in.join(' or ')}`;
};
