import { once } from 'node:events';
import { z } from 'zod';
import { type AnyRoute, route } from '../http/route.ts';
import { runEvents } from './events.ts';
import { runPageSchema, runParams, runQuery, runSchema, startRunBody } from './schema.ts';
import type { DetectionService } from './service.ts';

const TAG = 'Detection runs';

const eventsExample = `event: progress
data: {"state":"running","stage":"links","progress":0.62}

: still here

event: end
data: {"id":"run_20260302t080000_k3f9qz","state":"published", …}

`;

/** The REST side of detection runs. */
export const detectionRoutes = (service: DetectionService): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/runs',
    operationId: 'startRun',
    tag: TAG,
    summary: 'Start a detection',
    description:
      'Begins a run over the present graph and answers at once; follow it by GET or by its events. One run at a time on ' +
      'one graph, whatever instance it was started on: 409 names the one at work. Its rings are shown in one switch ' +
      'when it has ended; until then readers see the last run. Where its instance kept the last run and little changed since, it is an ' +
      'increment (`kind`, `why`); `whole` asks for a whole one.',
    body: startRunBody,
    responses: {
      202: {
        description: 'It runs.',
        schema: runSchema,
        headers: { Location: 'Path of the run.' },
      },
    },
    problems: ['run-in-progress', 'engine-configuration-invalid'],
    handle: async ({ body, actor }) => {
      const run = await service.start({ engine: body?.engine, whole: body?.whole, by: actor, trigger: 'api' });
      return { status: 202, body: run, headers: { Location: `/v1/runs/${run.id}` } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/runs',
    operationId: 'listRuns',
    tag: TAG,
    summary: 'List detections',
    description: 'All runs, the newest first.',
    query: runQuery,
    responses: { 200: { description: 'A page of runs.', schema: runPageSchema } },
    problems: [],
    handle: async ({ query }) => ({ status: 200, body: await service.list(query) }),
  }),
  route({
    method: 'get',
    path: '/v1/runs/{id}',
    operationId: 'getRun',
    tag: TAG,
    summary: 'Look at a detection',
    description: 'State, progress, configuration, counts, times and hash of one run.',
    params: runParams,
    responses: { 200: { description: 'The run.', schema: runSchema } },
    problems: ['not-found'],
    handle: async ({ params }) => ({ status: 200, body: await service.get(params.id) }),
  }),
  route({
    method: 'get',
    path: '/v1/runs/{id}/events',
    operationId: 'followRun',
    tag: TAG,
    summary: 'Follow a detection',
    description:
      'Server-sent events: `progress` (`state`, `stage` and `progress` of the run) whenever it moved, then one `end` with the whole run, after ' +
      'which the stream ends. Works on every instance. Close the source at `end`, else it connects again.',
    params: runParams,
    responses: {
      200: {
        description: 'The events.',
        contentType: 'text/event-stream',
        schema: z.string().meta({ description: 'Server-sent events.', example: eventsExample }),
        example: eventsExample,
      },
    },
    problems: ['not-found'],
    handle: async ({ params, signal }) => {
      // Before the head is sent, so that an unknown run is still a 404.
      await service.get(params.id);
      return {
        status: 200,
        headers: { 'X-Accel-Buffering': 'no' },
        write: async (response) => {
          response.flushHeaders();
          for await (const text of runEvents(() => service.get(params.id), signal)) {
            if (!response.write(text)) await once(response, 'drain', { signal }).catch(() => undefined);
          }
        },
      };
    },
  }),
  route({
    method: 'post',
    path: '/v1/runs/{id}/cancel',
    operationId: 'cancelRun',
    tag: TAG,
    summary: 'Cancel a detection',
    description:
      'Asks the instance that holds the run to stop. From this answer on the run cannot be published any more; its ' +
      'state becomes `cancelled` within a second or two, and readers go on seeing the last run.',
    params: runParams,
    responses: { 202: { description: 'It will stop.', schema: runSchema } },
    problems: ['not-found', 'run-not-cancellable'],
    handle: async ({ params, actor }) => ({
      status: 202,
      body: await service.cancel(params.id, actor),
    }),
  }),
];
