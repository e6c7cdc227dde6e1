import { answer, created, ifMatch as ifMatchOf, versioned } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import {
  alertPage,
  alertParams,
  alertQuery,
  alertSchema,
  ruleBody,
  ruleList,
  ruleParams,
  ruleSchema,
  testAnswer,
} from './schema.ts';
import type { AlertService } from './service.ts';

const tag = 'Alerts';
const rule = versioned('rule', ruleSchema);
const ifMatch = ifMatchOf('rule', '"rule_q2hbjbahybbl.1"');

/** What is told when a run is published, and what was. */
export const alertsRoutes = (service: AlertService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/alerts',
    operationId: 'listAlerts',
    tag,
    summary: 'What there was to tell',
    description: 'Alerts, the newest first; those that quiet hours hold too.',
    query: alertQuery,
    responses: { 200: answer('A page of alerts.', alertPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'post',
    path: '/v1/alerts/{id}/acknowledge',
    operationId: 'acknowledgeAlert',
    tag,
    summary: 'Say that you have seen it',
    description: 'Whoever says so first stays; again changes nothing.',
    params: alertParams,
    responses: { 200: answer('The alert.', alertSchema) },
    problems: ['not-found'],
    handle: async ({ params: { id }, actor }) => ({ status: 200, body: await service.acknowledge(id, actor) }),
  }),
  route({
    method: 'get',
    path: '/v1/alert-rules',
    operationId: 'listAlertRules',
    tag,
    summary: 'What is to be told',
    description: 'All rules.',
    responses: { 200: answer('The rules.', ruleList) },
    problems: [],
    handle: async () => ({ status: 200, body: await service.rules() }),
  }),
  route({
    method: 'post',
    path: '/v1/alert-rules',
    operationId: 'addAlertRule',
    tag,
    summary: 'Add a rule',
    description: 'Runs that are published from now on are held against it.',
    body: ruleBody,
    responses: { 201: rule.made('The rule.') },
    problems: ['precondition-failed'],
    handle: async ({ body, actor }) => created('/v1/alert-rules', await service.add(body, actor)),
  }),
  route({
    method: 'get',
    path: '/v1/alert-rules/{id}',
    operationId: 'getAlertRule',
    tag,
    summary: 'One rule',
    description: 'With its version.',
    params: ruleParams,
    responses: { 200: rule.shown('The rule.') },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.rule(id)) }),
  }),
  route({
    method: 'put',
    path: '/v1/alert-rules/{id}',
    operationId: 'changeAlertRule',
    tag,
    summary: 'Change a rule',
    description: 'Replaces it. What it has told of a ring it does not tell again.',
    params: ruleParams,
    headers: ifMatch,
    body: ruleBody,
    responses: { 200: rule.shown('The rule as it is now.') },
    problems: ['not-found', 'precondition-failed', 'precondition-required'],
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await service.change(id, body, headers['if-match'], actor)),
    }),
  }),
  route({
    method: 'delete',
    path: '/v1/alert-rules/{id}',
    operationId: 'removeAlertRule',
    tag,
    summary: 'Remove a rule',
    description: 'Its alerts stay to be read; those that its quiet hours held are sent.',
    params: ruleParams,
    headers: ifMatch,
    responses: { 204: { description: 'It is gone.' } },
    problems: ['not-found', 'precondition-failed', 'precondition-required'],
    handle: async ({ params: { id }, headers, actor }) => {
      await service.remove(id, headers['if-match'], actor);
      return { status: 204 };
    },
  }),
  route({
    method: 'post',
    path: '/v1/alert-rules/{id}/test',
    operationId: 'testAlertRule',
    tag,
    summary: 'Send a test alert',
    description: 'To every receiver that takes alerts, quiet hours or not, in the way that alerts go.',
    params: ruleParams,
    responses: { 202: answer('It is on its way; empty where no receiver takes alerts.', testAnswer) },
    problems: ['not-found'],
    handle: async ({ params: { id }, actor }) => ({ status: 202, body: await service.test(id, actor) }),
  }),
];
