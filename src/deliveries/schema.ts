import { z } from 'zod';
import * as field from '../fields.ts';
import { DROP_FORMATS } from './drop-file.ts';
import { TOPICS } from './topics.ts';

const RECEIVER_KINDS = ['webhook', 'file'] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];
const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')
  .meta({ description: 'For people.', example: 'enforcement service' });
const topics = z
  .array(z.enum(TOPICS))
  .max(TOPICS.length)
  .meta({ description: 'What is sent to it without being addressed to it.', example: ['alerts'] });
const url = z.string().max(2000).meta({
  description:
    'Where it listens: https, and at a public address unless `deliveries.allowPrivate` names its range. Without a login in it.',
  example: 'https://enforcement.example.com/hooks/ringfence',
});
const folder = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be 1–64 of a–z 0–9 _ -')
  .meta({ description: 'Name of a folder inside `deliveries.folder`.', example: 'enforcement' });
const format = z.enum(DROP_FORMATS).meta({ description: 'Form of the files.', example: 'csv' });

const webhook = { kind: z.literal('webhook'), name, url, topics };
const file = { kind: z.literal('file'), name, folder, format, topics };

export const newReceiver = z
  .discriminatedUnion('kind', [
    z.strictObject(webhook).meta({ id: 'NewWebhook', description: 'A receiver that is posted to.' }),
    z.strictObject(file).meta({ id: 'NewFileDrop', description: 'A folder that files are put into.' }),
  ])
  .meta({ id: 'NewReceiver', description: 'Who is told.' });
export type NewReceiver = z.output<typeof newReceiver>;

const receiverId = z
  .string()
  .regex(/^rcv_[a-z2-7]{12}$/)
  .meta({ description: 'Id of the receiver.', example: 'rcv_q2hbjbahybbl' });
const deliveryId = z
  .string()
  .regex(/^dlv_[a-z2-7]{12}$/)
  .meta({
    description: 'Id of the delivery; `webhook-id` of the request, the same at every attempt.',
    example: 'dlv_f4ke2q2a7c3d',
  });
export const receiverParams = z.object({ id: receiverId });
export const deliveryParams = z.object({ id: deliveryId });

const shownReceiver = {
  id: receiverId,
  kind: z.enum(RECEIVER_KINDS).meta({ description: 'How it is told.', example: 'webhook' }),
  name,
  url: url.nullable(),
  folder: folder.nullable().meta({ description: 'Of a file drop; null for a webhook.', example: null }),
  format: format.nullable().meta({ description: 'Of a file drop; null for a webhook.', example: null }),
  topics,
  secrets: field.count('Secrets that its requests are signed with now: two while one is being replaced.', 1),
  oldSecretUntil: field.timeOrNull('Until when the former secret signs too; null without one.'),
  by: z.string().meta({ description: 'Who changed it last.', example: 'desk-berlin' }),
  at: field.time('When it was changed last.'),
  createdAt: field.time('When it was added.'),
  withdrawnAt: field.timeOrNull('When it was withdrawn; null while it is told.'),
  pending: field.count('Deliveries that wait for it.', 0),
  dead: field.count('Deliveries that did not reach it.', 0),
  version: field.count('How often it was changed.', 1),
};
export const receiver = z.object(shownReceiver).meta({ id: 'Receiver', description: 'Who is told.' });
export type Receiver = z.output<typeof receiver>;

const secret = z.string().nullable().meta({
  description: 'The secret that requests are signed with (Standard Webhooks). Shown this once; null for a file drop.',
  example: 'whsec_QnV0IHRoaXMgb25lIGlzIGFuIGV4YW1wbGUgb25seSE=',
});
export const receiverWithSecret = z
  .object({ ...shownReceiver, secret })
  .meta({ id: 'ReceiverWithSecret', description: 'A receiver with its new secret.' });

export const receiversQuery = z.object({
  withdrawn: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .meta({ description: 'Also those that were withdrawn.', example: 'false' }),
});
export const receiverList = z
  .object({ receivers: z.array(receiver).meta({ description: 'The newest first.' }) })
  .meta({ id: 'ReceiverList', description: 'Who is told.' });

export const newSecretBody = z
  .strictObject({
    keepHours: z
      .number()
      .min(0)
      .max(168)
      .default(24)
      .meta({ description: 'How long the former secret signs too.', example: 24 }),
  })
  .meta({ id: 'SecretRotation', description: 'A new secret, and what becomes of the former.' });

export const delivery = z
  .object({
    id: deliveryId,
    topic: z.enum([...TOPICS, 'test']).meta({ description: 'What it belongs to.', example: 'bans' }),
    type: z.string().meta({ description: 'What happened.', example: 'bans.ban' }),
    subject: z
      .string()
      .meta({ description: 'What it is about: the id of a ban batch, for example.', example: 'ban_q2hbjbahybbl' }),
    receiver: receiverId,
    state: z.enum(DELIVERY_STATES).meta({
      description: '`pending`: to be sent, or sent again. `dead`: given up.',
      example: 'dead',
    }),
    attempts: field.count('How often it was sent since it was added, or replayed.', 14),
    createdAt: field.time('When it was added.'),
    nextAt: field.timeOrNull('When it is sent next; null where it is not.'),
    settledAt: field.timeOrNull('When it was delivered, given up or taken back.'),
    status: z.int().nullable().meta({ description: 'HTTP status of the last answer.', example: 503 }),
    problem: z.string().nullable().meta({ description: 'What went wrong last.', example: 'status-503' }),
    bytes: field.count('Size of its body.', 20480),
  })
  .meta({ id: 'Delivery', description: 'A message on its way to one receiver.' });
export type Delivery = z.output<typeof delivery>;

const narrowed = {
  receiver: receiverId.optional(),
  topic: delivery.shape.topic.optional(),
  subject: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'What it is about.', example: 'ban_q2hbjbahybbl' }),
};

export const deliveriesQuery = z.object({
  state: delivery.shape.state.optional(),
  ...narrowed,
  ...field.page(200, 50),
});
export const deliveryPage = z
  .object({ deliveries: z.array(delivery).meta({ description: 'The newest first.' }), next: field.next })
  .meta({ id: 'DeliveryPage', description: 'A page of deliveries.' });

export const replayBody = z
  .strictObject({
    ...narrowed,
    problem: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Only those with which this went wrong last.', example: 'status-503' }),
    before: z.iso.datetime({ offset: true }).optional().meta({
      description:
        'Only those that were given up until then; without it: until now. With it a request that is sent again takes none that died since.',
      example: '2026-03-02T08:00:00Z',
    }),
    limit: z
      .int()
      .min(1)
      .max(500)
      .default(100)
      .meta({ description: 'Looked at by this request at most.', example: 100 }),
    cursor: field.cursor,
  })
  .meta({ id: 'ReplayOfMany', description: 'Which dead letters are to be sent again; all without a filter.' });
export type ReplayOfMany = z.output<typeof replayBody>;

export const replayed = z
  .object({
    replayed: field.count('Deliveries that are pending again.', 98),
    refused: z
      .array(
        z
          .object({ id: deliveryId, reason: z.string().meta({ description: 'Why.', example: 'Its batch has ended.' }) })
          .meta({ id: 'ReplayRefused', description: 'A delivery that stays dead.' }),
      )
      .meta({ description: 'Those that would be wrong by now: they stay dead.' }),
    before: field.time('Until when those that were looked at were given up.'),
    next: field.next,
  })
  .meta({ id: 'Replayed', description: 'What became of dead letters.' });
export type Replayed = z.output<typeof replayed>;
