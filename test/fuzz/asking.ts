/** A request that finds what it asks for, beside those that schemathesis makes up. */
export interface RealRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly mediaType?: string;
}

/** `GET /v1/rings/{id}` → requests. */
export type RealRequests = Record<string, RealRequest[]>;

export interface Answer<Body> {
  readonly body: Body;
  readonly etag: string;
}

/** Asks the service and expects it to do so; `*` stands for whatever version there is. */
export type Ask = <Body = { id: string }>(
  method: string,
  path: string,
  options?: { readonly key?: string; readonly body?: unknown; readonly csv?: string },
) => Promise<Answer<Body>>;

export const askOf =
  (url: string, usual: string): Ask =>
  async <Body>(method: string, path: string, { key = usual, body, csv }: Parameters<Ask>[2] = {}) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'if-match': '*',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(csv !== undefined && { 'content-type': 'text/csv' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(csv !== undefined && { body: csv }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return { body: (text === '' ? null : JSON.parse(text)) as Body, etag: answer.headers.get('etag') ?? '' };
  };

/** Asks again until it is so. */
export const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + 180_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not so after three minutes: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

export const ANY_VERSION = { 'if-match': '*' } as const;
