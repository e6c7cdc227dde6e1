import type { OpenApiDocument } from '../../src/http/openapi.ts';
import { METHODS } from '../support/openapi-check.ts';

/** Answers of the service by which ids that are there are found. */
interface Found {
  readonly ring: string;
  readonly account: string;
  readonly signal: string;
  readonly run: string;
}

/**
 * The document with examples of path parameters that are there in this service, so that what answers well is asked too and not only
 * what is not found.
 */
export const withRealExamples = async (
  document: OpenApiDocument,
  url: string,
  key: string,
): Promise<OpenApiDocument> => {
  const ask = async <Body>(path: string): Promise<Body> => {
    const answer = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as Body;
  };
  const { rings } = await ask<{ rings: { id: string }[] }>('/v1/rings?limit=1');
  const ring = rings[0]!.id;
  const { evidence } = await ask<{ evidence: { key: string }[] }>(`/v1/rings/${ring}`);
  const { members } = await ask<{ members: { id: string }[] }>(`/v1/rings/${ring}/members?limit=1`);
  const { runs } = await ask<{ runs: { id: string }[] }>('/v1/runs');
  const found = { ring, account: members[0]!.id, signal: evidence[0]!.key, run: runs[0]!.id };

  const real = asToolsReadIt(document);
  for (const [path, item] of Object.entries(real.paths ?? {})) {
    for (const method of METHODS) {
      for (const parameter of item[method]?.parameters ?? []) {
        if (!('in' in parameter) || parameter.in !== 'path') continue;
        const value = realOf(path, parameter.name, found);
        if (value !== undefined) parameter.example = value;
      }
    }
  }
  return real;
};

/**
 * What schemathesis reads otherwise than it is meant: classes of characters by their Unicode name, which Python has not; NDJSON, which it cannot make; and the
 * schema of an event stream, which it holds against each event.
 */
const asToolsReadIt = (document: OpenApiDocument): OpenApiDocument => {
  const text = JSON.stringify(document).replaceAll('\\\\p{Cc}', '\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f');
  const read = JSON.parse(text) as OpenApiDocument;
  for (const item of Object.values(read.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation?.requestBody !== undefined && 'content' in operation.requestBody)
        delete operation.requestBody.content['application/x-ndjson'];
      for (const response of Object.values<{ content?: Record<string, { schema?: unknown }> }>(
        operation?.responses ?? {},
      ))
        if (response.content?.['text/event-stream'] !== undefined) delete response.content['text/event-stream'].schema;
    }
  }
  return read;
};

const realOf = (path: string, name: string, { ring, account, signal, run }: Found): string | undefined => {
  if (name === 'account') return account;
  // Erasing it would leave the others nothing to find.
  if (path.includes('/erase')) return undefined;
  if (name === 'key') return path.startsWith('/v1/signals/') ? signal : undefined;
  if (name !== 'id') return undefined;
  return { rings: ring, accounts: account, runs: run }[path.split('/')[2]!];
};
