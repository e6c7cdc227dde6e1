import type { z } from 'zod';
import { created, ifMatch, versioned } from '../../http/answer.ts';
import { type AnyRoute, type Call, type ResponseSpec, route } from '../../http/route.ts';
import type { Asked, Asker, Tagged } from './asked.ts';
import * as schema from './schema.ts';

export const tag = 'Ban batches';

const version = versioned('batch', schema.banBatch);
const ifMatchBatch = ifMatch('batch', '"ban_k2m7xq4w3b5a.3"');
export const batch = version.shown;
export const drafted: ResponseSpec = version.made('The draft.');
/** What every step may be refused with. */
const REFUSED = ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'];

type AnyCall = Pick<Call<unknown, unknown, unknown>, 'actor' | 'caller'>;
export const askerOf = ({ actor, caller }: AnyCall): Asker => ({ actor, roles: caller?.roles ?? [] });

export const made = (tagged: Tagged) => created('/v1/bans', tagged);

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
    ...{ params: schema.batchParams, headers: ifMatchBatch },
    responses: { [status]: batch(shown) },
    problems: [...REFUSED, ...problems],
    handle: async ({ params: { id }, body, headers, ...call }) => ({
      status,
      ...(await take({ id, ifMatch: headers['if-match'], by: askerOf(call) }, body)),
    }),
  });
};
