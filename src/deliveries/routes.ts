import { answer, created, ifMatch as ifMatchOf, versioned } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import type { ReceiversService } from './receivers.ts';
import {
  deliveriesQuery,
  delivery,
  deliveryPage,
  deliveryParams,
  newReceiver,
  newSecretBody,
  receiver,
  receiverList,
  receiverParams,
  receiversQuery,
  receiverWithSecret,
  replayBody,
  replayed,
} from './schema.ts';
import type { DeliveriesService } from './service.ts';

const tag = 'Deliveries';
const one = versioned('receiver', receiver);
const ifMatch = ifMatchOf('receiver', '"rcv_q2hbjbahybbl.1"');
const CHANGE = ['not-found', 'graph-conflict', 'precondition-failed', 'precondition-required'];

/** Who is told, and what became of what they are told. */
export const deliveriesRoutes = (receivers: ReceiversService, deliveries: DeliveriesService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/receivers',
    operationId: 'listReceivers',
    tag,
    summary: 'Who is told',
    description: 'Webhooks and file drops, with how much waits for each. Secrets are not shown.',
    query: receiversQuery,
    responses: { 200: answer('The receivers.', receiverList) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: { receivers: await receivers.list(query.withdrawn) } }),
  }),
  route({
    method: 'post',
    path: '/v1/receivers',
    operationId: 'addReceiver',
    tag,
    summary: 'Add a receiver',
    description: 'The secret of a webhook is made here and shown this once.',
    body: newReceiver,
    responses: {
      201: one.made('The receiver with its secret.', receiverWithSecret),
    },
    problems: ['precondition-failed'],
    handle: async ({ body, actor }) => created('/v1/receivers', await receivers.add(body, actor)),
  }),
  route({
    method: 'get',
    path: '/v1/receivers/{id}',
    operationId: 'getReceiver',
    tag,
    summary: 'One receiver',
    description: 'Also when it was withdrawn.',
    params: receiverParams,
    responses: { 200: one.shown('The receiver.') },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await receivers.get(id)) }),
  }),
  route({
    method: 'put',
    path: '/v1/receivers/{id}',
    operationId: 'changeReceiver',
    tag,
    summary: 'Change a receiver',
    description:
      'Replaces name, topics and where it is. Its kind and its secret stay; what waits for it goes to the new place.',
    params: receiverParams,
    headers: ifMatch,
    body: newReceiver,
    responses: { 200: one.shown('The receiver as it is now.') },
    problems: CHANGE,
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await receivers.change(id, body, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/receivers/{id}/secret',
    operationId: 'renewReceiverSecret',
    tag,
    summary: 'Give a webhook a new secret',
    description:
      'Requests are signed with both until the former ends, so that no message is refused while you put the new one in.',
    params: receiverParams,
    headers: ifMatch,
    body: newSecretBody,
    responses: { 200: one.shown('The receiver with its new secret, shown this once.', receiverWithSecret) },
    problems: CHANGE,
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await receivers.renewSecret(id, body.keepHours, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/receivers/{id}/withdraw',
    operationId: 'withdrawReceiver',
    tag,
    summary: 'Tell it nothing more',
    description: 'Its secrets are forgotten, and what waits for it is dead. The entry stays to be read.',
    params: receiverParams,
    headers: ifMatch,
    responses: { 200: one.shown('The receiver as it is now.') },
    problems: CHANGE,
    handle: async ({ params: { id }, headers, actor }) => ({
      status: 200,
      ...(await receivers.withdraw(id, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/receivers/{id}/test',
    operationId: 'testReceiver',
    tag,
    summary: 'Send it a test',
    description: 'A message of type `test`, signed and retried like any other.',
    params: receiverParams,
    responses: { 202: { ...answer('Its delivery.', delivery), headers: { Location: 'Path of the delivery.' } } },
    problems: ['not-found', 'graph-conflict'],
    handle: async ({ params: { id } }) => {
      const body = await deliveries.get(await receivers.test(id));
      return { status: 202, body, headers: { Location: `/v1/deliveries/${body.id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/deliveries',
    operationId: 'listDeliveries',
    tag,
    summary: 'What is under way, and what came of it',
    description: '`state=dead` is the dead-letter list. What is sent is not shown.',
    query: deliveriesQuery,
    responses: { 200: answer('A page of deliveries.', deliveryPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await deliveries.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/deliveries/{id}',
    operationId: 'getDelivery',
    tag,
    summary: 'One delivery',
    description: 'Where it is, how often it was tried, and what went wrong last.',
    params: deliveryParams,
    responses: { 200: answer('The delivery.', delivery) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, body: await deliveries.get(id) }),
  }),
  route({
    method: 'post',
    path: '/v1/deliveries/replay',
    operationId: 'replayDeliveries',
    tag,
    summary: 'Send dead deliveries again',
    description:
      'Those that fit, the longest dead first, `limit` of them at a time: go on with `cursor`. Each as by itself, with an entry of its own in the ' +
      'audit trail; sent again, the request changes nothing more.',
    body: replayBody,
    responses: { 200: answer('What became of them.', replayed) },
    problems: [],
    handle: async ({ body, actor }) => ({ status: 200, body: await deliveries.replayMany(body, actor) }),
  }),
  route({
    method: 'post',
    path: '/v1/deliveries/{id}/replay',
    operationId: 'replayDelivery',
    tag,
    summary: 'Send a dead delivery again',
    description: 'With the same id and body and all its attempts, to where its receiver is now.',
    params: deliveryParams,
    responses: { 200: answer('The delivery, pending again.', delivery) },
    problems: ['not-found', 'graph-conflict'],
    handle: async ({ params: { id }, actor }) => ({ status: 200, body: await deliveries.replay(id, actor) }),
  }),
];
