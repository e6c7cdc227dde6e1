import { answer, ifMatch as ifMatchOf, versioned } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { backTestComparison, compareQuery } from './compare-schema.ts';
import { backTestPage, backTestParams, backTestQuery, backTestSchema, newBackTest } from './schema.ts';
import type { BackTestService } from './service.ts';
import { engineNowSchema, goBackBody, promoteBody, versionPage, versionQuery } from './version-schema.ts';

const tag = 'Back-tests';
const configuration = versioned('configuration', engineNowSchema);
const ifMatch = ifMatchOf('configuration', '"engine.3"');

/** Configurations tried apart from the live rings, and which one is live. */
export const backTestRoutes = (service: BackTestService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/backtests',
    operationId: 'startBackTest',
    tag,
    summary: 'Try a configuration',
    description:
      'Runs a configuration and the live one over one state of the graph, without touching the rings that people work on. One at a time; ' +
      'others wait their turn, and all give way to runs. Follow it by GET.',
    body: newBackTest,
    responses: { 202: { ...answer('It waits for its turn.', backTestSchema), headers: { Location: 'Its path.' } } },
    problems: ['engine-configuration-invalid'],
    handle: async ({ body, actor }) => {
      const test = await service.start(body, actor);
      return { status: 202, body: test, headers: { Location: `/v1/backtests/${test.id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/backtests',
    operationId: 'listBackTests',
    tag,
    summary: 'List back-tests',
    description: 'All of them, the newest first.',
    query: backTestQuery,
    responses: { 200: answer('A page of back-tests.', backTestPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/backtests/{id}',
    operationId: 'getBackTest',
    tag,
    summary: 'Look at a back-test',
    description: 'State, progress and result. Its figures are by the decisions of when it was done.',
    params: backTestParams,
    responses: { 200: answer('The back-test.', backTestSchema) },
    problems: ['not-found'],
    handle: async ({ params }) => ({ status: 200, body: await service.get(params.id) }),
  }),
  route({
    method: 'get',
    path: '/v1/backtests/{id}/compare',
    operationId: 'compareBackTest',
    tag,
    summary: 'Hold a back-test against another',
    description:
      'Ring by ring and account by account, against the live configuration or another back-test, by the decisions of now.',
    params: backTestParams,
    query: compareQuery,
    responses: { 200: answer('Both sides.', backTestComparison) },
    problems: ['not-found', 'back-test-not-done'],
    handle: async ({ params: { id }, query: { with: other, limit } }) => ({
      status: 200,
      body: await service.compare(id, other, limit),
    }),
  }),
  route({
    method: 'post',
    path: '/v1/backtests/{id}/cancel',
    operationId: 'cancelBackTest',
    tag,
    summary: 'Cancel a back-test',
    description: 'One that waits has ended with this; one at work ends within a second or two.',
    params: backTestParams,
    responses: { 202: answer('It will end.', backTestSchema) },
    problems: ['not-found', 'run-not-cancellable'],
    handle: async ({ params, actor }) => ({ status: 202, body: await service.cancel(params.id, actor) }),
  }),
  route({
    method: 'post',
    path: '/v1/backtests/{id}/promote',
    operationId: 'promoteBackTest',
    tag,
    summary: 'Make its configuration live',
    description:
      'By somebody other than whoever asked for it. The next run of every instance goes by it. Refused where the live configuration is no ' +
      'longer the one that it was held against, or where it was tried with another allow-list.',
    params: backTestParams,
    body: promoteBody,
    responses: { 200: configuration.shown('The configuration in force now.') },
    problems: ['not-found', 'four-eyes', 'back-test-not-done', 'graph-conflict', 'engine-configuration-invalid'],
    handle: async ({ params: { id }, body: { reason }, actor }) => ({
      status: 200,
      ...(await service.promote(id, reason, actor)),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/configuration/detection',
    operationId: 'getEngine',
    tag,
    summary: 'What the next run goes by',
    description: 'What was promoted, over `detection.engine` of this instance’s file.',
    responses: { 200: configuration.shown('The configuration in force.') },
    problems: ['engine-configuration-invalid'],
    handle: async () => ({ status: 200, ...(await service.engine()) }),
  }),
  route({
    method: 'get',
    path: '/v1/configuration/detection/versions',
    operationId: 'listEngineVersions',
    tag,
    summary: 'What runs went by',
    description: 'Each promotion and each step back, the newest first.',
    query: versionQuery,
    responses: { 200: answer('A page of versions.', versionPage) },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.versions(query) }),
  }),
  route({
    method: 'post',
    path: '/v1/configuration/detection/go-back',
    operationId: 'goBackEngine',
    tag,
    summary: 'Take a promotion back',
    description:
      'Makes an earlier version live again, or the file alone (0). A new version says so; none is ever removed.',
    headers: ifMatch,
    body: goBackBody,
    responses: { 200: configuration.shown('The configuration in force now.') },
    problems: ['not-found', 'precondition-failed', 'precondition-required', 'engine-configuration-invalid'],
    handle: async ({ body, headers, actor }) => ({
      status: 200,
      ...(await service.goBack(body, headers['if-match'], actor)),
    }),
  }),
];
