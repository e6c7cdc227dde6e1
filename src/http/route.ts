import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Actor } from '../audited.ts';

/**
 * One route, said once: Express registers it, the schemas validate it, and OpenAPI describes it, all from this object.
 * `path` is in OpenAPI form (`/v1/rings/{id}`). Who may use it stands in the one table of `src/access/table.ts`.
 */
export interface Route<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly path: `/${string}`;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly params?: Params;
  readonly query?: Query;
  /** Request headers that mean something here (If-Match, Idempotency-Key), lower-case names; documented and validated. */
  readonly headers?: z.ZodObject;
  /** A JSON body, validated whole. */
  readonly body?: Body;
  /** A body that the handler reads itself from `request` (streams): content type → documented schema. */
  readonly rawBody?: Readonly<Record<string, { schema: z.ZodType; example: unknown }>>;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /** Names of the problem types that it can answer with (besides those every route has: 401, 403, 500, 503). */
  readonly problems: readonly string[];
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Reply>;
}

export interface ResponseSpec {
  readonly description: string;
  /** Absent for 204 and 304. */
  readonly schema?: z.ZodType;
  readonly example?: unknown;
  /** Default application/json. */
  readonly contentType?: string;
  /** In place of the three above, where the caller chooses among content types; the reply then names its own. */
  readonly contents?: Readonly<Record<string, { schema: z.ZodType; example: unknown }>>;
  /** header name → description. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Body;
  readonly caller: Caller | null;
  /** The same for the audit trail, with where the call came from. */
  readonly actor: Actor;
  readonly requestId: string;
  /** Fires when the client goes away or the service stops. */
  readonly signal: AbortSignal;
  /** Only for raw bodies and streamed answers. */
  readonly request: Request;
}

/**
 * A JSON answer (with an ETag where `etag` is set: 304 is then answered by the framework), or one that writes itself:
 * `write` resolves when its last byte is handed over, and the framework then ends the response. An event stream
 * (`text/event-stream`) is told by `Call.signal` as soon as the service stops; other calls when its grace has passed.
 */
export type Reply =
  | {
      readonly status: number;
      readonly body?: unknown;
      readonly etag?: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly status: number; readonly headers?: Record<string, string>; write(response: Response): Promise<void> };

/** Keeps a route's own types while it sits in a list of routes of any type. */
export const route = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType>(
  spec: Route<P, Q, B>,
): AnyRoute => spec as unknown as AnyRoute;

export type AnyRoute = Route;
