import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A request that came, with its body. */
export interface Received {
  readonly id: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly at: number;
}

/** How a receiver answers: a status with a JSON body, or whatever it likes to do with the response. */
type Behaviour = (
  received: Received,
  response: ServerResponse,
) => { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | undefined;

export interface TestReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  answer(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** A real webhook receiver; it answers 204 until it is told otherwise, and leaves a request open where told `undefined`. */
export const testReceiver = async (host = '127.0.0.1'): Promise<TestReceiver> => {
  const received: Received[] = [];
  let behaviour: Behaviour = () => ({ status: 204 });
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const one = { id: String(request.headers['webhook-id']), headers: request.headers, text, at: Date.now() };
    received.push(one);
    const said = behaviour(one, response);
    if (said === undefined) return;
    const body = said.body === undefined ? undefined : JSON.stringify(said.body);
    response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers }).end(body);
  });
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};

/** Whether a request bears the signature of this secret, by the library that receivers use. */
export const isSigned = ({ text, headers }: Pick<Received, 'text' | 'headers'>, secret: string): boolean => {
  try {
    new Webhook(secret).verify(text, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
};
