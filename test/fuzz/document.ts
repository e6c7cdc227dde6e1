import type { OpenApiDocument } from '../../src/http/openapi.ts';
import { METHODS } from '../support/openapi-check.ts';
import type { RealRequests } from './asking.ts';

/** What the fuzz leaves out, and why; printed with every run. */
export const LEFT_OUT = [
  'bodies of NDJSON (POST /v1/events): schemathesis cannot make them; test/integration/ingest.test.ts sends hostile ones',
  'the schema of an event stream (GET /v1/runs/{id}/events): schemathesis holds it against each event; its status and headers are checked',
  'queries of more than 8,000 characters: Node answers 431 to a head of 16 KiB and cuts it off; test/unit/http/listen.test.ts sends one',
] as const;

/**
 * The document with examples of paths that are there in this service, and without what schemathesis reads otherwise than it is meant: `LEFT_OUT`, and classes of characters by their Unicode name, which
 * Python has not and which are written as ranges.
 */
export const asToolsReadIt = (document: OpenApiDocument, real: RealRequests): OpenApiDocument => {
  const text = JSON.stringify(document).replaceAll('\\\\p{Cc}', '\\\\u0000-\\\\u001f\\\\u007f-\\\\u009f');
  const read = JSON.parse(text) as OpenApiDocument;
  for (const [path, item] of Object.entries(read.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      const [found] = real[`${method.toUpperCase()} ${path}`] ?? [];
      for (const parameter of operation?.parameters ?? []) {
        const value = 'in' in parameter ? { ...found?.path, ...found?.headers }[parameter.name] : undefined;
        if (value !== undefined) (parameter as { example?: unknown }).example = value;
      }
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
