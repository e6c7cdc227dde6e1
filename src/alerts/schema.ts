import { z } from 'zod';
import * as field from '../fields.ts';
import type { Condition } from './evaluate.ts';
import { isTimeZone, WEEKDAYS } from './quiet.ts';

const text = (description: string, example: string) => z.string().meta({ description, example });
const kind = <Kind extends Condition['kind']>(name: Kind) =>
  z.literal(name).meta({ description: 'What is looked for.', example: name });

const condition = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: kind('new_ring'),
      minScore: z.number().min(0).max(1).meta({ description: 'Least score.', example: 0.9 }),
      minSize: z.int().min(1).default(1).meta({ description: 'Least accounts.', example: 20 }),
    }),
    z.strictObject({
      kind: kind('confirmed_ring_grew'),
      percent: z.int().min(1).max(10_000).meta({
        description: 'Growth since it was confirmed, or since the last alert.',
        example: 20,
      }),
    }),
    z.strictObject({ kind: kind('dismissed_ring_back') }),
    z.strictObject({
      kind: kind('slow_detection'),
      hours: z.int().min(1).max(100_000).meta({
        description: 'Most hours from the first sighting of a ring’s evidence to the run that first shows it.',
        example: 72,
      }),
    }),
  ])
  .meta({
    id: 'AlertCondition',
    description: 'When an alert is raised: each published run is held against it once.',
    example: { kind: 'new_ring', minScore: 0.9, minSize: 20 },
  });

const clock = (description: string, example: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
    .meta({ description, example });

const quiet = z
  .strictObject({
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'is no time zone of the IANA database')
      .meta({ description: 'IANA time zone of the times.', example: 'Europe/Berlin' }),
    from: clock('Begins at.', '22:00'),
    to: clock('Ends before; earlier than `from`: on the next day.', '07:00'),
    days: z
      .array(z.enum(WEEKDAYS))
      .max(7)
      .default([])
      .meta({ description: 'Days that are quiet as a whole.', example: ['sat', 'sun'] }),
  })
  .nullable()
  .meta({ description: 'Hours in which nothing is sent; null for none.' });

const ruleFields = {
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
    .meta({ description: 'What people call it.', example: 'sure new rings' }),
  enabled: z.boolean().meta({ description: 'Whether it raises alerts.', example: true }),
  when: condition,
  againPercent: z.int().min(1).max(10_000).nullable().meta({
    description: 'Growth since the last alert from which on a ring is told again; null for never.',
    example: 50,
  }),
  quiet,
};

export const ruleBody = z
  .strictObject({
    ...ruleFields,
    enabled: ruleFields.enabled.default(true),
    againPercent: ruleFields.againPercent.default(50),
    quiet: quiet.default(null),
  })
  .meta({ id: 'AlertRuleBody', description: 'What is to be told, and when not.' });

export type RuleBody = z.output<typeof ruleBody>;

const ruleId = z
  .string()
  .regex(/^rule_[a-z2-7]{12}$/)
  .meta({ description: 'Id of the rule.', example: 'rule_q2hbjbahybbl' });
export const ruleParams = z.object({ id: ruleId });

export const ruleSchema = z
  .object({
    id: ruleId,
    ...ruleFields,
    by: text('Who wrote it last.', 'desk-berlin'),
    at: field.time('When.'),
    version: field.count('How often it was written.', 1),
  })
  .meta({ id: 'AlertRule', description: 'What is to be told.' });

export type AlertRule = z.output<typeof ruleSchema>;

export const ruleList = z
  .object({ rules: z.array(ruleSchema).meta({ description: 'In order of name.' }) })
  .meta({ id: 'AlertRuleList', description: 'All rules.' });

const alertId = z
  .string()
  .regex(/^alert_[a-z2-7]{16}$/)
  .meta({
    description: 'Id of the alert: of one rule, ring and run always the same.',
    example: 'alert_q2hbjbahybblq2hb',
  });
export const alertParams = z.object({ id: alertId });

const told = {
  id: alertId,
  rule: text('The rule that raised it.', 'rule_q2hbjbahybbl'),
  ruleName: text('Its name then.', 'sure new rings'),
  kind: z
    .enum(['new_ring', 'confirmed_ring_grew', 'dismissed_ring_back', 'slow_detection'])
    .meta({ description: 'What it is about.', example: 'new_ring' }),
  ring: field.ringId,
  run: field.runId,
  size: field.count('Accounts in the ring.', 60),
  score: field.score,
  text: text('What there is to say.', 'A ring of 60 accounts was found, score 0.97.'),
  at: field.time('When it was raised.'),
};

export const alertSchema = z
  .object({
    ...told,
    state: z.enum(['sent', 'held', 'digest']).meta({
      description:
        '`sent` to the receivers of alerts; `held` until quiet hours end; `digest`: sent with others after them.',
      example: 'sent',
    }),
    acknowledgedAt: field.timeOrNull('When somebody first said that they have seen it; null before.'),
    acknowledgedBy: z.string().nullable().meta({ description: 'Who.', example: 'desk-berlin' }),
  })
  .meta({ id: 'Alert', description: 'What a published run had to tell by a rule.' });

export type Alert = z.output<typeof alertSchema>;
/** As receivers get it. */
export type Told = Omit<Alert, 'state' | 'acknowledgedAt' | 'acknowledgedBy'>;

export const alertQuery = z.object({
  rule: ruleId.optional(),
  ring: field.ringId.optional(),
  acknowledged: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional()
    .meta({ description: 'Only those that somebody has seen, or nobody.', example: 'false' }),
  ...field.page(200, 50),
});

export const alertPage = z
  .object({ alerts: z.array(alertSchema).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'AlertPage', description: 'A page of alerts.' });

export const testAnswer = z
  .object({
    deliveries: z
      .array(
        z
          .object({
            id: text('The delivery.', 'dlv_q2hbjbahybblq2hb'),
            receiver: text('To whom.', 'rcv_q2hbjbahybblq2hb'),
          })
          .meta({ id: 'AlertTestDelivery', description: 'A message on its way.' }),
      )
      .meta({ description: 'One for each receiver that takes alerts; GET /v1/deliveries tells what became of it.' }),
  })
  .meta({ id: 'AlertTest', description: 'To whom a test alert was sent.' });
