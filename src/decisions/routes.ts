import { answer, created, ifMatch as ifMatchOf, versioned } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import {
  allowance,
  allowancePage,
  allowanceParams,
  allowanceQuery,
  changeBody,
  newAllowance,
  preview,
  previewBody,
  withdrawBody,
} from './schema.ts';
import type { DecisionsService } from './service.ts';

const tag = 'Allow-list';
const entry = versioned('entry', allowance);
const ifMatch = ifMatchOf('entry', '"allow_q2hbjbahybblq2hb.1"');

/** What may be: accounts, signals and rings that the next runs leave alone. */
export const decisionsRoutes = (service: DecisionsService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/allow-list',
    operationId: 'listAllowances',
    tag,
    summary: 'What is allowed',
    description: 'Entries of the allow-list, the newest first.',
    query: allowanceQuery,
    responses: { 200: answer('A page of entries.', allowancePage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'post',
    path: '/v1/allow-list',
    operationId: 'addAllowance',
    tag,
    summary: 'Allow an account, a signal or a ring',
    description: 'From the next run on. Ask for a preview first. What is on the list already is changed by its id.',
    body: newAllowance,
    responses: { 201: entry.made('The entry.') },
    problems: ['not-found', 'graph-conflict', 'precondition-failed'],
    handle: async ({ body, actor }) => created('/v1/allow-list', await service.add(body, actor)),
  }),
  route({
    method: 'post',
    path: '/v1/allow-list/preview',
    operationId: 'previewAllowance',
    tag,
    summary: 'What would an entry do?',
    description:
      'Asks each ring of the published run that it touches by its own evidence, and changes nothing. It is a POST so that no account or ' +
      'signal is in a URL.',
    body: previewBody,
    responses: { 200: answer('What would become of the rings.', preview) },
    problems: ['not-found', 'run-too-old'],
    handle: async ({ body: { kind, target } }) => ({ status: 200, body: await service.preview(kind, target) }),
  }),
  route({
    method: 'get',
    path: '/v1/allow-list/{id}',
    operationId: 'getAllowance',
    tag,
    summary: 'One entry',
    description: 'Also when it has ended or was withdrawn.',
    params: allowanceParams,
    responses: { 200: entry.shown('The entry.') },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.get(id)) }),
  }),
  route({
    method: 'put',
    path: '/v1/allow-list/{id}',
    operationId: 'changeAllowance',
    tag,
    summary: 'Change why or until when',
    description: 'Replaces reason and end. What it is about stays; a ring keeps the accounts that it had.',
    params: allowanceParams,
    headers: ifMatch,
    body: changeBody,
    responses: { 200: entry.shown('The entry as it is now.') },
    problems: ['not-found', 'graph-conflict', 'precondition-failed', 'precondition-required'],
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await service.change(id, body, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/allow-list/{id}/withdraw',
    operationId: 'withdrawAllowance',
    tag,
    summary: 'Take an entry back',
    description: 'From the next run on it is evidence again. The entry stays to be read.',
    params: allowanceParams,
    headers: ifMatch,
    body: withdrawBody,
    responses: { 200: entry.shown('The entry as it is now.') },
    problems: ['not-found', 'graph-conflict', 'precondition-failed', 'precondition-required'],
    handle: async ({ params: { id }, body: { reason }, headers, actor }) => ({
      status: 200,
      ...(await service.withdraw(id, reason, headers['if-match'], actor)),
    }),
  }),
];
