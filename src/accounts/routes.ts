import { z } from 'zod';
import * as field from '../fields.ts';
import { answer } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { accountMatch, matchBody, matchQuery } from './match-schema.ts';
import {
  accountDetail,
  accountSignalList,
  sharedList,
  signalAccountList,
  signalDetail,
  signalTypeList,
} from './schema.ts';
import { searchBody, searchQuery, searchResult } from './search-schema.ts';
import type { AccountsService } from './service.ts';

const accountParams = z.object({ id: field.accountId });
const signalParams = z.object({ key: field.signalKey });
const page = z.object(field.page(200, 50));

/** What an investigator reads of accounts and signals, and finds by any id. */
export const accountsRoutes = (service: AccountsService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/accounts/{id}',
    operationId: 'getAccount',
    tag: 'Accounts',
    summary: 'One account',
    description: 'Its facts and usage, its signals, and the ring of the published run that it is in.',
    params: accountParams,
    responses: { 200: answer('The account.', accountDetail) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, body: await service.account(id) }),
  }),
  route({
    method: 'get',
    path: '/v1/accounts/{id}/shared',
    operationId: 'listSharingAccounts',
    tag: 'Accounts',
    summary: 'Whom an account shares signals with',
    description:
      'Other accounts by the number of signals shared. Signals on very many accounts are listed as hubs and not followed.',
    params: accountParams,
    query: page,
    responses: { 200: answer('A page of accounts, and the hubs.', sharedList) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, body: await service.shared(id, query) }),
  }),
  route({
    method: 'get',
    path: '/v1/accounts/{id}/signals',
    operationId: 'listAccountSignals',
    tag: 'Accounts',
    summary: 'Signals of an account',
    description: 'In order of key, each with its times and with how many accounts show it.',
    params: accountParams,
    query: page.extend({
      type: field.signalType.optional().meta({ description: 'Of this signal type alone.', example: 'ip' }),
    }),
    responses: { 200: answer('A page of signals.', accountSignalList) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, body: await service.signals(id, query) }),
  }),
  route({
    method: 'post',
    path: '/v1/accounts/{id}/match',
    operationId: 'matchAccount',
    tag: 'Accounts',
    summary: 'Which rings would this account be in?',
    description:
      'Scores an account against the rings of the published run without a run: the account of the graph, or, with a body, one ' +
      'that shows these signals, which need not be there. Values of the body are hashed in memory as at the door, looked up ' +
      'and neither stored, logged nor repeated. It changes nothing. The first request after a start loads the rings.',
    params: accountParams,
    query: matchQuery,
    body: matchBody,
    responses: { 200: answer('The rings that it shares evidence with.', accountMatch) },
    problems: ['not-found', 'run-too-old'],
    handle: async ({ params: { id }, query: { limit }, body }) => ({
      status: 200,
      body: await service.match(id, body, limit),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/signals/{key}',
    operationId: 'getSignal',
    tag: 'Signals',
    summary: 'One signal',
    description: 'What it is, how many accounts show it, and the rings that it is evidence of.',
    params: signalParams,
    responses: { 200: answer('The signal.', signalDetail) },
    problems: ['not-found'],
    handle: async ({ params: { key } }) => ({ status: 200, body: await service.signal(key) }),
  }),
  route({
    method: 'get',
    path: '/v1/signals/{key}/accounts',
    operationId: 'listSignalAccounts',
    tag: 'Signals',
    summary: 'Accounts that show a signal',
    description: 'In order of id, a page at a time.',
    params: signalParams,
    query: page,
    responses: { 200: answer('A page of accounts.', signalAccountList) },
    problems: ['not-found'],
    handle: async ({ params: { key }, query }) => ({ status: 200, body: await service.signalAccounts(key, query) }),
  }),
  route({
    method: 'get',
    path: '/v1/signal-types',
    operationId: 'listSignalTypes',
    tag: 'Signals',
    summary: 'The signal types known here',
    description: 'The built-in ones and those of the configuration.',
    responses: { 200: answer('The registry.', signalTypeList) },
    problems: [],
    handle: async () => ({ status: 200, body: service.signalTypes() }),
  }),
  route({
    method: 'get',
    path: '/v1/search',
    operationId: 'search',
    tag: 'Search',
    summary: 'Find by any id',
    description: 'By the beginning of an id, a key or a hint, in exact case, or by a value that is kept in clear.',
    query: searchQuery,
    responses: { 200: answer('What was found, by kind.', searchResult) },
    problems: [],
    handle: async ({ query: { q, limit } }) => ({ status: 200, body: await service.search(q, limit) }),
  }),
  route({
    method: 'post',
    path: '/v1/search',
    operationId: 'searchValue',
    tag: 'Search',
    summary: 'Find the signal of a raw value',
    description:
      'For an e-mail address, a card token or a prompt: the value is hashed in memory as it would be at the door, looked ' +
      'up, and neither stored, logged nor repeated. It changes nothing; it is a POST so that the value is in no URL.',
    body: searchBody,
    responses: { 200: answer('The signals of this value; none when it was never seen.', searchResult) },
    problems: [],
    handle: async ({ body: { value, type } }) => ({ status: 200, body: await service.searchValue(value, type) }),
  }),
];
