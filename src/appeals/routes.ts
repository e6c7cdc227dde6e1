import { answer, created, ifMatch as ifMatchOf, versioned } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import {
  appealDecision,
  appealPage,
  appealParams,
  appealQuery,
  appealShown,
  newAppeal,
  precisionAnswer,
  precisionQuery,
  takeBack,
} from './schema.ts';
import type { AppealsService } from './service.ts';

const tag = 'Appeals';
const appeal = versioned('appeal', appealShown);
const ifMatch = ifMatchOf('appeal', '"appeal_k2m7xq4w3b5a.1"');
const changes = ['not-found', 'illegal-transition', 'four-eyes', 'precondition-failed', 'precondition-required'];

/** Appeals against bans, and what they teach. */
export const appealsRoutes = (service: AppealsService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/appeals',
    operationId: 'listAppeals',
    tag,
    summary: 'Appeals',
    description: 'The newest first.',
    query: appealQuery,
    responses: { 200: answer('A page of appeals.', appealPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'post',
    path: '/v1/appeals',
    operationId: 'recordAppeal',
    tag,
    summary: 'Record an appeal against a ban',
    description:
      'Against the newest ban of the account that was carried out. The answer says what was given as its reason.',
    body: newAppeal,
    responses: { 201: appeal.made('The appeal.') },
    problems: ['not-found', 'graph-conflict'],
    handle: async ({ body, actor }) => created('/v1/appeals', await service.record(body, actor)),
  }),
  route({
    method: 'get',
    path: '/v1/appeals/precision',
    operationId: 'getAppealPrecision',
    tag,
    summary: 'How right were the bans?',
    description:
      'Upheld and overturned appeals by month, by type of signal and by what overturned bans turned out to be, with 95 % intervals.',
    query: precisionQuery,
    responses: { 200: answer('How decided appeals came out.', precisionAnswer) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.precision(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/appeals/{id}',
    operationId: 'getAppeal',
    tag,
    summary: 'One appeal',
    description:
      'With the evidence and the counterfactual that the ban was given with, and the signals that it speaks against.',
    params: appealParams,
    responses: { 200: appeal.shown('The appeal.') },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.get(id)) }),
  }),
  route({
    method: 'post',
    path: '/v1/appeals/{id}/decision',
    operationId: 'decideAppeal',
    tag,
    summary: 'Uphold the ban or overturn it',
    description:
      'By somebody who had no hand in the batch. An overturned ban is lifted, and from the next run on the signals that held the account count less.',
    params: appealParams,
    headers: ifMatch,
    body: appealDecision,
    responses: { 200: appeal.shown('The appeal as it is now.') },
    problems: changes,
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await service.decide(id, body, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/appeals/{id}/take-back',
    operationId: 'takeBackAppeal',
    tag,
    summary: 'Take a decision back',
    description:
      'The appeal is open again, and what it took off signals is given back. Nobody is banned again by it: draft a batch for that.',
    params: appealParams,
    headers: ifMatch,
    body: takeBack,
    responses: { 200: appeal.shown('The appeal as it is now.') },
    problems: changes,
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await service.takeBack(id, body.reason, headers['if-match'], actor)),
    }),
  }),
];
