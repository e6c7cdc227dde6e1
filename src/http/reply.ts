import type { Request, Response } from 'express';
import type { Problem } from './problems.ts';
import type { AnyRoute, Reply } from './route.ts';

/** Sends what a handler answered; for an ETag that the caller has already, 304 without a body. */
export const sendReply = async (route: AnyRoute, reply: Reply, request: Request, response: Response): Promise<void> => {
  response.status(reply.status);
  const contentType = route.responses[reply.status]?.contentType ?? 'application/json';
  const typeHeader = contentType.startsWith('text/') ? `${contentType}; charset=utf-8` : contentType;
  response.setHeader('Cache-Control', 'no-store');
  if ('write' in reply) {
    response.setHeader('Content-Type', typeHeader);
    response.set(reply.headers ?? {});
    if (request.method !== 'HEAD') await reply.write(response);
    if (!response.writableEnded) response.end();
    return;
  }
  if (reply.etag !== undefined) {
    response.setHeader('ETag', quoted(reply.etag));
    // Kept by the caller alone and always asked for again: what rings are is nobody else's.
    response.setHeader('Cache-Control', 'private, no-cache');
  }
  response.set(reply.headers ?? {});
  if (reply.etag !== undefined && has(request, quoted(reply.etag))) {
    response.status(304).end();
  } else if (reply.body === undefined) {
    response.end();
  } else {
    if (response.getHeader('content-type') === undefined) response.setHeader('Content-Type', typeHeader);
    const plain = typeof reply.body === 'string' && !isJson(contentType);
    const text = plain ? (reply.body as string) : JSON.stringify(reply.body);
    response.setHeader('Content-Length', Buffer.byteLength(text));
    response.end(request.method === 'HEAD' ? undefined : text);
  }
};

export const sendProblem = (problem: Problem, response: Response, headers: Record<string, string | string[]>): void => {
  for (const name of ['ETag', 'Content-Encoding', 'Content-Disposition', 'Trailer']) response.removeHeader(name);
  response.status(problem.status).set(headers);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify(problem));
};

const quoted = (etag: string): string => (/^(?:W\/)?"[^"]*"$/.test(etag) ? etag : `"${etag}"`);

/**
 * Whether If-None-Match names this ETag, by weak comparison (RFC 9110 §13.1.2). Not Express' `fresh`, which takes a
 * request's `Cache-Control: no-cache` for a wish to have the body: `fetch` adds it to every conditional request.
 */
const has = (request: Request, etag: string): boolean => {
  const header = request.headers['if-none-match'];
  if (header === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
  const known = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return header.trim() === '*' || known.some((each) => opaque(each) === opaque(etag));
};

const opaque = (etag: string): string => etag.replace(/^W\//, '');

const isJson = (contentType: string): boolean => /[/+]json\b/.test(contentType);
