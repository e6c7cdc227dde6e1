import { type Request, type Response, raw } from 'express';
import { RingfenceError } from '../errors.ts';
import { jsonFault, MOST_DEEP } from './json-syntax.ts';

/** Bounds of a JSON body; streams (`rawBody`) have bounds of their own. */
export interface BodyLimits {
  /** After decompression. */
  readonly bytes: number;
  /** Objects and arrays inside each other. */
  readonly depth: number;
}

export const DEFAULT_BODY_LIMITS: BodyLimits = { bytes: 1024 * 1024, depth: MOST_DEEP };

/**
 * Reads a JSON body whole; undefined when the request has none. Throws `unsupported-media-type`, `payload-too-large`
 * and `malformed-json`, which names the place but never quotes the text.
 */
export const readJsonBody = async (request: Request, response: Response, limits: BodyLimits): Promise<unknown> => {
  if (!hasBody(request)) return undefined;
  assertMediaType(request, ['application/json']);
  const bytes = await readBytes(request, response, limits.bytes);
  if (bytes.length === 0) return undefined;
  const text = decode(bytes);
  const fault = jsonFault(text, limits.depth);
  if (fault === null) return JSON.parse(text);
  const { kind, ...position } = fault;
  if (kind === 'depth') throw tooLarge(`The body is nested deeper than ${limits.depth} levels.`);
  throw malformed(`The body is not valid JSON at line ${position.line}, column ${position.column}.`, { position });
};

/** Throws `unsupported-media-type` unless the body's Content-Type is one of these, in UTF-8. */
export const assertMediaType = (request: Request, types: readonly string[]): void => {
  const header = request.headers['content-type'] ?? '';
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const utf8 = charset === undefined || ['utf-8', 'utf8', '"utf-8"'].includes(charset);
  if (types.includes(type) && utf8) return;
  throw unsupported(`This route reads ${types.join(' or ')} in UTF-8.`, 'Set Content-Type to one of these.');
};

export const hasBody = (request: Request): boolean =>
  request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;

const readBytes = (request: Request, response: Response, limit: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    raw({ type: () => true, limit })(request, response, (error?: unknown) => {
      if (error === undefined) resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
      else reject(problemOfReading(error, limit));
    });
  });

const problemOfReading = (error: unknown, limit: number): unknown => {
  switch ((error as { type?: unknown }).type) {
    case 'entity.too.large':
      return tooLarge(`The body is larger than ${limit} bytes.`);
    case 'encoding.unsupported':
      return unsupported('The Content-Encoding of the body is not supported.', 'Use gzip, deflate, br or none.');
    case 'request.size.invalid':
      return malformed('The body is not as long as its Content-Length says.');
    default:
      // What is left are streams that zlib cannot read and bodies that were cut off: both the sender's.
      return malformed('The body could not be read to its end.');
  }
};

const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8.');
  }
};

const malformed = (detail: string, extra: Record<string, unknown> = {}): RingfenceError =>
  new RingfenceError({
    type: 'malformed-json',
    status: 400,
    detail,
    mend: 'Send one JSON value, encoded as UTF-8.',
    extra,
  });

const tooLarge = (detail: string): RingfenceError =>
  new RingfenceError({ type: 'payload-too-large', status: 413, detail, mend: 'Send less in one request.' });

const unsupported = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'unsupported-media-type', status: 415, detail, mend });
