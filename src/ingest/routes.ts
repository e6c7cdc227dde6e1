import type { Request } from 'express';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { RingfenceError } from '../errors.ts';
import { discardRest } from '../http/body.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { eventSchema, type SignalRegistry } from '../signals/index.ts';
import { ingestHeaders, ingestQuery, ingestResult } from './schema.ts';
import type { IngestService } from './service.ts';

/** How long the rest of a body that is not read may go on arriving after its answer. */
const GRACE_MS = 5_000;

export const ingestRoutes = (
  service: IngestService,
  { registry, config }: { registry: SignalRegistry; config: Config['ingest'] },
): AnyRoute[] => {
  const event = eventSchema(registry);
  return [
    route({
      method: 'post',
      path: '/v1/events',
      operationId: 'sendEvents',
      tag: 'events',
      summary: 'Send events',
      description: describe(config),
      query: ingestQuery,
      headers: ingestHeaders,
      rawBody: {
        'application/json': { schema: z.array(event), example: [EXAMPLE] },
        'application/x-ndjson': { schema: z.string(), example: `${JSON.stringify(EXAMPLE)}\n` },
      },
      responses: {
        200: {
          description: 'The batch is committed, now or earlier.',
          schema: ingestResult,
          example: {
            batch: 'nightly-2026-03-14',
            events: 250,
            accepted: 250,
            rejected: 0,
            observations: 812,
            replayed: false,
            invalid: [],
          },
        },
      },
      problems: [
        'malformed-json',
        'request-timeout',
        'payload-too-large',
        'unsupported-media-type',
        'invalid-events',
        'idempotency-key-reused',
        'too-many-requests',
      ],
      handle: async ({ query, headers, request, actor, signal }) => {
        try {
          const leave = service.enter();
          try {
            const body = await service.receive({
              stream: request,
              format: formatOf(request),
              gzip: isGzip(headers['content-encoding']),
              key: headers['idempotency-key'],
              onInvalid: query.onInvalid,
              by: actor,
              signal,
            });
            return { status: 200, body };
          } finally {
            leave();
          }
        } finally {
          discardRest(request, GRACE_MS);
        }
      },
    }),
  ];
};

const formatOf = (request: Request): 'json' | 'ndjson' =>
  /^application\/x-ndjson\b/i.test(request.headers['content-type'] ?? '') ? 'ndjson' : 'json';

const isGzip = (encoding: string | undefined): boolean => {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  if (name === 'gzip' || name === 'x-gzip') return true;
  if (name === 'identity' || name === '') return false;
  throw new RingfenceError({
    type: 'unsupported-media-type',
    status: 415,
    detail: 'The Content-Encoding of the body is not supported.',
    mend: 'Send it as gzip or as it is.',
  });
};

const describe = ({ maxEvents, maxBytes, rememberDays }: Config['ingest']): string =>
  [
    `A JSON array, or NDJSON with one event a line, as it is or gzip; up to ${maxEvents} events and ${maxBytes} bytes`,
    'after decompression. The answer comes after the commit.\n\n',
    'Every batch counts exactly once under its `Idempotency-Key` (or, without one, under the digest of its body): after',
    'a timeout, a lost connection or a 503 send the same request again. A batch that is half done goes on where it',
    'stopped; of equal requests at the same time each is answered, and the batch is counted once. A key is remembered',
    `for ${rememberDays} days from its first use. Not deduplicated: an event that is sent again in another body or under`,
    'another key; an event id need only be unique within its request.',
  ].join(' ');

const EXAMPLE = {
  id: 'evt_0001',
  account: 'acct_4711',
  kind: 'usage',
  time: '2026-03-14T19:20:05Z',
  signals: [{ type: 'ip', value: '203.0.113.7' }],
  usage: { requests: 12, tokensIn: 5400, tokensOut: 21800, model: 'large-2', capability: 'coding', stream: true },
};
