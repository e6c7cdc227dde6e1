import type { z } from 'zod';
import { exampleOf } from '../../example-of.ts';
import { type AnyRoute, type Call, type ResponseSpec, route } from '../../http/route.ts';
import type { Asked, Asker, Tagged } from './asked.ts';
import * as schema from './schema.ts';

export const tag = 'Ban batches';

export const answer = (description: string, of: z.ZodType): ResponseSpec => ({
  description,
  schema: of,
  example: exampleOf(of),
});
export const batch = (description: string): ResponseSpec => ({
  ...answer(description, schema.banBatch),
  headers: { ETag: 'Version of the batch, for If-Match.' },
});
export const drafted: ResponseSpec = {
  ...batch('The draft.'),
  headers: { ETag: 'Its version.', Location: 'Path of the batch.' },
};
/** What every step may be refused with. */
const REFUSED = ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'];

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'actor' | 'caller'>;
export const askerOf = ({ actor, caller }: AnyCall): Asker => ({ actor, roles: caller?.roles ?? [] });

export const made = (tagged: Tagged) => ({
  status: 201,
  ...tagged,
  headers: { Location: `/v1/bans/${tagged.body.id}` },
});

/** One step of a batch, `POST /v1/bans/{id}/<name>`: asked for by the version it was decided on, answered with the batch. */
export const step = <Body extends z.ZodType = z.ZodUndefined>(said: {
  readonly name: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly body?: Body;
  /** 200 unless it only begins here. */
  readonly status?: 200 | 202;
  /** What the answer shows. */
  readonly answer?: string;
  /** What it may be refused with besides what every step may. */
  readonly problems?: readonly string[];
  take(asked: Asked, body: z.output<Body>): Promise<Tagged>;
}): AnyRoute => {
  const { name, status = 200, answer: shown = 'The batch as it is now.', problems = [], take, ...rest } = said;
  return route<typeof schema.batchParams, z.ZodObject, Body>({
    ...{ method: 'post', path: `/v1/bans/{id}/${name}`, tag, ...rest },
    ...{ params: schema.batchParams, headers: schema.ifMatch },
    responses: { [status]: batch(shown) },
    problems: [...REFUSED, ...problems],
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status,
      ...(await take({ id, ifMatch: headers['if-match'], by: askerOf(call) }, body)),
    }),
  });
};
