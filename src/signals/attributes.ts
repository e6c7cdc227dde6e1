import { z } from 'zod';
import { isPlainText } from './normalise/text.ts';
import type { AttributeType } from './types.ts';

export type AttributeValue = string | number | boolean;

/** An attribute as an event told it. */
export type Told = readonly [name: string, value: AttributeValue];

/** An account's attribute with the time (epoch ms) of the event that told it. */
export interface AttributeRow {
  readonly name: string;
  readonly value: AttributeValue;
  readonly at: number;
}

const LONGEST = 64;
const GREATEST = 1e15;

const REASON = {
  text: `must be a string of 1–${LONGEST} characters without control or invisible ones`,
  number: `must be a number from -${GREATEST} to ${GREATEST}`,
  boolean: 'must be true or false',
} as const;

const fits = ({ type }: AttributeType, value: unknown): value is AttributeValue => {
  if (type === 'text')
    return typeof value === 'string' && value !== '' && value.length <= LONGEST && isPlainText(value);
  if (type === 'number') return typeof value === 'number' && Math.abs(value) <= GREATEST;
  return typeof value === 'boolean';
};

/** The attributes of an event, in order of declaration. What is wrong is told to `refuse` by JSON pointer, never with a value. */
export const attributesOf = (
  raw: unknown,
  declared: readonly AttributeType[],
  refuse: (pointer: string, reason: string) => void,
): readonly Told[] | undefined => {
  if (raw === undefined) return undefined;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse('/attributes', 'must be an object');
    return undefined;
  }
  const given = raw as Readonly<Record<string, unknown>>;
  if (Object.keys(given).some((name) => !declared.some((attribute) => attribute.name === name))) {
    const names = declared.map(({ name }) => name).join(', ') || 'none';
    refuse(
      '/attributes',
      `has a member that accounts.attributes of the configuration does not declare; declared: ${names}`,
    );
  }
  const told: Told[] = [];
  for (const attribute of declared) {
    const value = Object.hasOwn(given, attribute.name) ? given[attribute.name] : undefined;
    if (value === undefined) continue;
    // JSON knows a -0, the graph does not.
    if (fits(attribute, value)) told.push([attribute.name, typeof value === 'number' ? value + 0 : value]);
    else refuse(`/attributes/${attribute.name}`, REASON[attribute.type]);
  }
  return told;
};

/** The same for OpenAPI. */
export const attributesSchema = (declared: readonly AttributeType[]) =>
  z
    .strictObject(
      Object.fromEntries(
        declared.map((attribute) => [
          attribute.name,
          (BASE[attribute.type] as z.ZodType)
            .refine((value: unknown) => fits(attribute, value), REASON[attribute.type])
            .meta({ description: REASON[attribute.type], example: EXAMPLE[attribute.type] })
            .optional(),
        ]),
      ),
    )
    .meta({
      id: 'EventAttributes',
      description:
        'What is known of the account itself (plan, spend, …), as `accounts.attributes` of the configuration declares it. The ' +
        'newest by the time of the event stays. No evidence: ban batches leave accounts out by them.',
      example: Object.fromEntries(declared.map(({ name, type }) => [name, EXAMPLE[type]])),
    });

const BASE = { text: z.string(), number: z.number(), boolean: z.boolean() } as const;
const EXAMPLE = { text: 'enterprise', number: 1200, boolean: true } as const;

/** Whether one telling stands against another of the same attribute: the newer; of equal time the greater, so that order never matters. */
export const stands = (one: AttributeRow, other: AttributeRow): boolean =>
  one.at > other.at || (one.at === other.at && one.value > other.value);
