import type { Registry } from 'prom-client';
import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import { docsRoutes } from './docs-page.ts';
import type { OpenApiDocument } from './openapi.ts';
import { PROBLEMS, problemExample } from './problems.ts';
import { type AnyRoute, route } from './route.ts';

/** Whether the service can do its work now, and what that hangs on. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail?: string }[];
}

const readinessSchema = z
  .object({
    ready: z.boolean().describe('Whether requests can be answered now.'),
    checks: z
      .array(
        z.object({
          name: z.string().describe('What is looked at.'),
          ok: z.boolean().describe('Whether it is well.'),
          detail: z.string().optional().describe('What is wrong with it.'),
        }),
      )
      .describe('What readiness hangs on.'),
  })
  .meta({ id: 'Readiness', description: 'Whether the service can do its work now.' });

interface Standing {
  readonly metrics: Registry;
  readonly readiness: () => Promise<Readiness>;
  readonly document: () => OpenApiDocument;
}

/** The routes that every instance has, whatever its features: health, metrics and documentation. */
export const standingRoutes = ({ metrics, readiness, document }: Standing): AnyRoute[] => [
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'getHealth',
    tag: 'service',
    summary: 'Is the process alive?',
    description: 'Answers as long as the process can answer at all; it asks nothing of Neo4j.',
    responses: {
      200: {
        description: 'Alive.',
        schema: z.object({ status: z.literal('ok').describe('Always `ok`.') }),
        example: { status: 'ok' },
      },
    },
    problems: [],
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  }),
  route({
    method: 'get',
    path: '/readyz',
    operationId: 'getReadiness',
    tag: 'service',
    summary: 'Can it do its work now?',
    description: 'For load balancers: 503 while Neo4j is away or not migrated.',
    responses: {
      200: {
        description: 'Ready.',
        schema: readinessSchema,
        example: { ready: true, checks: [{ name: 'neo4j', ok: true }] },
      },
      503: {
        description: 'Not ready: send requests to another instance.',
        schema: readinessSchema,
        example: { ready: false, checks: [{ name: 'neo4j', ok: false, detail: 'does not answer' }] },
      },
    },
    problems: [],
    handle: async () => {
      const state = await withinTime(readiness());
      return { status: state.ready ? 200 : 503, body: state };
    },
  }),
  route({
    method: 'get',
    path: '/metrics',
    operationId: 'getMetrics',
    tag: 'service',
    summary: 'Figures for Prometheus',
    description: 'Request times, ingest, runs, sizes of the graph and the process, in the Prometheus text format.',
    responses: {
      200: {
        description: 'The figures.',
        contentType: 'text/plain',
        schema: z.string(),
        example: '# TYPE ringfence_http_request_duration_seconds histogram\n',
      },
    },
    problems: [],
    handle: async () => ({
      status: 200,
      headers: { 'content-type': metrics.contentType },
      body: await metrics.metrics(),
    }),
  }),
  route({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getOpenApi',
    tag: 'documentation',
    summary: 'This API, described',
    description: 'The OpenAPI 3.1 document, made from the schemas that validate requests.',
    responses: {
      200: {
        description: 'The document.',
        schema: z.looseObject({ openapi: z.string().describe('Version of OpenAPI.') }),
        example: { openapi: '3.1.0', info: { title: 'ringfence', version: '0.2.0' }, paths: {} },
      },
    },
    problems: [],
    handle: async () => ({ status: 200, body: document() }),
  }),
  route({
    method: 'get',
    path: '/problems/{type}',
    operationId: 'getProblemType',
    tag: 'documentation',
    summary: 'What a problem type means',
    description: "The page that a problem's `type` leads to: when it happens, what to do, and an example.",
    params: z.object({
      type: z
        .string()
        .regex(/^[a-z-]{1,64}$/)
        .describe('Name of the problem type.')
        .meta({ examples: ['invalid-events'] }),
    }),
    responses: {
      200: {
        description: 'The explanation.',
        contentType: 'text/plain',
        schema: z.string(),
        example: 'Events were refused (422 invalid-events)\n',
      },
    },
    problems: ['not-found'],
    handle: async ({ params }) => ({ status: 200, body: problemPage(params.type) }),
  }),
  ...docsRoutes(),
];

/** A load balancer asks every few seconds: an answer that takes longer than this is no readiness. */
const READINESS_MS = 2_000;

const withinTime = async (asked: Promise<Readiness>): Promise<Readiness> => {
  const timer = Promise.withResolvers<Readiness>();
  const handle = setTimeout(
    () => timer.resolve({ ready: false, checks: [{ name: 'answer', ok: false, detail: 'takes too long' }] }),
    READINESS_MS,
  );
  try {
    return await Promise.race([asked, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
};

const problemPage = (type: string): string => {
  const problem = Object.hasOwn(PROBLEMS, type) ? PROBLEMS[type] : undefined;
  if (problem === undefined) {
    throw new RingfenceError({
      type: 'not-found',
      status: 404,
      detail: 'There is no problem type of this name.',
      mend: 'The types are listed in /openapi.json.',
    });
  }
  const example = JSON.stringify(problemExample(type), null, 2);
  return `${problem.title} (${problem.status} ${type})\n\n${problem.description}\n\nExample:\n\n${example}\n`;
};
