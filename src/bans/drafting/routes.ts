import type { Request } from 'express';
import { z } from 'zod';
import { RingfenceError } from '../../errors.ts';
import { discardRest, readBody } from '../../http/body.ts';
import { type AnyRoute, route } from '../../http/route.ts';
import type { RingFilters } from '../../ring-filter.ts';
import { askerOf, drafted, made, step, tag } from '../batch/route-parts.ts';
import { accountsInList } from './list-body.ts';
import { leaveOutBody, newBatchBody, newBatchHeaders, takeInBody, uploadQuery } from './schema.ts';
import type { DraftingService } from './service.ts';

const MAX_LIST_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 30_000;
const WHOLE_MS = 300_000;
const GRACE_MS = 5_000;

/** Whom a batch lists, until that is fixed. `ringFilters` are those of the list of rings. */
export const draftingRoutes = (service: DraftingService, ringFilters: z.ZodObject): AnyRoute[] => [
  route({
    method: 'post',
    path: '/v1/bans',
    operationId: 'draftBanBatch',
    tag,
    summary: 'Draft a batch from rings, a filter or a case',
    description:
      'Lists the accounts of rings of the published run, each once: the ring that holds it most strongly is named with it. Accounts that ' +
      'are banned, allowed, in another batch or kept out by `bans.exclude` are left out and listed with why.',
    headers: newBatchHeaders,
    body: newBatchBody(ringFilters),
    responses: { 201: drafted },
    problems: ['not-found', 'idempotency-key-reused'],
    handle: async ({ body, headers, ...call }) => {
      const { title, reason, from } = body as z.output<ReturnType<typeof newBatchBody>>;
      const source = from.kind === 'filter' ? { ...from, filter: from.filter as RingFilters } : from;
      const asked = { title, reason, source, given: [] };
      return made(await service.draft(asked, askerOf(call), headers['idempotency-key']));
    },
  }),
  route({
    method: 'post',
    path: '/v1/bans/list',
    operationId: 'uploadBanList',
    tag,
    summary: 'Draft a batch from a list of accounts',
    description:
      'CSV with a header line (`account`, and `reason` if there is one) or NDJSON (an id, or `{"account", "reason"}`, a line), up to 100,000 ' +
      'accounts and 16 MiB. Accounts that a ring of the published run holds bring its evidence along; unknown ones are listed with why.',
    query: uploadQuery,
    headers: newBatchHeaders,
    rawBody: {
      'text/csv': { schema: z.string(), example: 'account,reason\r\nacct_7f3a,chargeback\r\n' },
      'application/x-ndjson': { schema: z.string(), example: '{"account":"acct_7f3a","reason":"chargeback"}\n' },
    },
    responses: { 201: drafted },
    problems: [
      'malformed-json',
      'request-timeout',
      'payload-too-large',
      'unsupported-media-type',
      'idempotency-key-reused',
    ],
    handle: async ({ query, headers, request, signal, ...call }) => {
      const given = accountsInList(await textOf(request, signal), formatOf(request));
      const source = { kind: 'list' as const, accounts: given.length };
      return made(await service.draft({ ...query, source, given }, askerOf(call), headers['idempotency-key']));
    },
  }),
  step({
    name: 'draw',
    operationId: 'redrawBanBatch',
    summary: 'Draw the list of a draft again',
    description: 'From its source, by the run that is published now. Who was left out by hand stays out.',
    take: service.redraw,
  }),
  step({
    name: 'leave-out',
    operationId: 'leaveOutOfBanBatch',
    summary: 'Leave accounts out of a draft',
    description: 'With a reason, which is listed with them. All of them or none.',
    body: leaveOutBody,
    take: service.leaveOut,
  }),
  step({
    name: 'take-in',
    operationId: 'takeIntoBanBatch',
    summary: 'List accounts again that were left out by hand',
    description: 'What rules leave out stays out: change the rule or the allow-list.',
    body: takeInBody,
    take: service.takeIn,
  }),
  step({
    name: 'freeze',
    operationId: 'freezeBanBatch',
    summary: 'Fix the list',
    description:
      'From here on the list never changes. Its manifest is written next (state `freezing`), and with its signature the batch is `frozen`. ' +
      'Who was allowed, banned or taken by another batch since it was drawn is left out and listed with why.',
    status: 202,
    answer: 'The batch, whose manifest is being written.',
    problems: ['graph-conflict'],
    take: service.freeze,
  }),
];

const formatOf = (request: Request): 'csv' | 'ndjson' => {
  if (request.is('text/csv')) return 'csv';
  if (request.is('application/x-ndjson')) return 'ndjson';
  throw new RingfenceError({
    type: 'unsupported-media-type',
    status: 415,
    detail: 'A list is text/csv or application/x-ndjson.',
    mend: 'Say which in Content-Type.',
  });
};

const textOf = async (request: Request, signal: AbortSignal): Promise<string> => {
  const pieces: Buffer[] = [];
  try {
    await readBody(request, {
      ...{ maxBytes: MAX_LIST_BYTES, idleMs: IDLE_MS, wholeMs: WHOLE_MS, signal, gzip: false },
      onBytes: (bytes) => pieces.push(bytes),
    });
  } finally {
    discardRest(request, GRACE_MS);
  }
  return Buffer.concat(pieces).toString('utf8');
};
