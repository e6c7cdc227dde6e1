import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import { exampleOf } from '../example-of.ts';
import { type AnyRoute, type Call, type Reply, type ResponseSpec, route } from '../http/route.ts';
import { ROWS_TRAILER, sendPieces } from '../http/send-pieces.ts';
import { formats } from './formats.ts';
import {
  accountLine,
  type ExportQuery,
  exportQueries,
  FORMATS,
  type FormatName,
  ringLine,
  type Subject,
} from './schema.ts';
import type { ExportsService } from './service.ts';

const tag = 'Exports';
/** Exports at work at a time; each holds some 20 MB. */
const AT_ONCE = 4;
const RETRY_AFTER_SECONDS = 15;

/** Lists for enforcement, streamed. `ringFilters` are those of the list of rings. */
export const exportsRoutes = (service: ExportsService, ringFilters: z.ZodObject): AnyRoute[] => {
  const queries = exportQueries(ringFilters);
  let atWork = 0;

  const answer = async (
    subject: Subject,
    { query: valid, request, signal }: Pick<Call<unknown, unknown, unknown>, 'query' | 'request' | 'signal'>,
  ): Promise<Reply> => {
    // The filters' own schema is handed in, so its type is not known here; what they must come to is.
    const query = valid as ExportQuery & { readonly format?: FormatName | undefined };
    if (atWork >= AT_ONCE) throw tooMany();
    const format = query.format ?? preferred((types) => request.accepts(types));
    const opened = await service.open(subject, format, query);
    return {
      status: 200,
      headers: {
        'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : opened.mediaType,
        'Content-Disposition': `attachment; filename="${opened.fileName}"`,
        'X-Ringfence-Run': opened.run,
        'X-Accel-Buffering': 'no',
      },
      write: async (response) => {
        if (atWork >= AT_ONCE) throw tooMany();
        atWork++;
        try {
          await sendPieces(response, opened.pieces(signal), { signal, rows: () => opened.rows });
        } finally {
          atWork--;
        }
      },
    };
  };

  return [
    route({
      method: 'get',
      path: '/v1/exports/rings',
      operationId: 'exportRings',
      tag,
      summary: 'All rings of a run as a file',
      description: `One row a ring, by score from high to low. ${ABOUT}`,
      query: queries.rings,
      responses: { 200: fileOf('rings', ringLine) },
      problems: ['not-found', 'run-gone', 'too-many-requests'],
      handle: (call) => answer('rings', call),
    }),
    route({
      method: 'get',
      path: '/v1/exports/accounts',
      operationId: 'exportAccounts',
      tag,
      summary: 'All accounts in rings of a run as a file',
      description: `One row an account, ring by ring, the most strongly held first. ${ABOUT}`,
      query: queries.accounts,
      responses: { 200: fileOf('accounts', accountLine) },
      problems: ['not-found', 'run-gone', 'too-many-requests'],
      handle: (call) => answer('accounts', call),
    }),
  ];
};

const ABOUT =
  'The filters are those of the list of rings. Streamed, as fast as it is read: a transfer that ends without an error is the ' +
  'whole file, and one that cannot be finished is cut off, never ended early. The same run gives the same rows in the same ' +
  `order. The trailer \`${ROWS_TRAILER}\` counts the rows.`;

const fileOf = (subject: Subject, line: z.ZodObject): ResponseSpec => {
  const columns = Object.keys(line.shape);
  const example = exampleOf(line) as Record<string, unknown>;
  const about = `Columns: ${columns.join(', ')}.`;
  const contents = {
    csv: {
      schema: z.string().meta({ description: `RFC 4180 with a header line, UTF-8. ${about}` }),
      example: `${columns.join(',')}\r\n`,
    },
    ndjson: {
      schema: z.string().meta({ description: `One JSON object a line. ${about}` }),
      example: `${JSON.stringify(example)}\n`,
    },
    parquet: {
      schema: z.string().meta({ description: `Parquet, Snappy-compressed. ${about}`, format: 'binary' }),
      example: 'PAR1…',
    },
  };
  return {
    description: `The ${subject}, as an attachment.`,
    contents: Object.fromEntries(FORMATS.map((format) => [formats[format].mediaType, contents[format]])),
    headers: {
      'Content-Disposition': 'A file name with the run in it.',
      'X-Ringfence-Run': 'The run that is exported.',
      Trailer: `\`${ROWS_TRAILER}\`: rows, told behind the last byte (HTTP/1.1).`,
    },
  };
};

/** The format that the caller likes best; CSV where all are alike. The framework has refused whoever likes none. */
const preferred = (accepts: (types: string[]) => string | false): FormatName => {
  const best = accepts(FORMATS.map((format) => formats[format].mediaType));
  return FORMATS.find((format) => formats[format].mediaType === best) ?? 'csv';
};

const tooMany = (): RingfenceError =>
  new RingfenceError({
    type: 'too-many-requests',
    status: 429,
    detail: `${AT_ONCE} exports are at work.`,
    mend: 'Wait until one of them has ended.',
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
