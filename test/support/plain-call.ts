import type { TestApi } from './api.ts';

/** Asks as `call` of the API does, without holding answers against the OpenAPI document: for tests that ask much, and not about the answers. */
export const plainCall =
  ({ url, key: admin }: Pick<TestApi, 'url' | 'key'>) =>
  async <Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, headers, key = admin }: { body?: unknown; headers?: Record<string, string>; key?: string } = {},
  ): Promise<{ status: number; headers: Headers; body: Body }> => {
    const content = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers };
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...content },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Body,
    };
  };
