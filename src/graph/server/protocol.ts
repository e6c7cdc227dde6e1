import type { Socket } from 'node:net';

/** A client's request, one JSON line. A lease lasts as long as the connection; a pin until `stop`. */
export type Request =
  | { readonly want: 'lease' | 'pin' | 'status' | 'release' }
  | { readonly want: 'stop'; readonly force: boolean };

/** The supervisor's answer, one JSON line. */
export type Answer =
  | { readonly state: 'step'; readonly text: string }
  | ({ readonly state: 'starting' | 'ready' } & ServerStatus)
  | {
      readonly state: 'failed';
      readonly type: string;
      readonly detail: string;
      readonly mend?: string | undefined;
      readonly exitCode: number;
    }
  /** Neo4j ended by itself. */
  | { readonly state: 'lost' }
  | { readonly state: 'stopping' | 'stopped' }
  /** It goes on: others hold it. */
  | { readonly state: 'kept'; readonly holders: number };

export interface ServerStatus {
  readonly source: 'managed' | 'docker';
  /** Process that looks after the server. */
  readonly supervisor: number;
  /** Process that runs the server (Java, or the one that follows the container). */
  readonly pid: number | null;
  readonly ports: { readonly bolt: number; readonly http: number } | null;
  readonly holders: number;
  readonly pinned: boolean;
}

export const send = (socket: Socket, message: Request | Answer): void => {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
};

/** Calls back for every message; a peer that sends anything else is cut off. */
export const onMessages = <Message extends Request | Answer>(
  socket: Socket,
  take: (message: Message) => void,
): void => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    try {
      for (const line of lines) take(JSON.parse(line) as Message);
    } catch {
      socket.destroy();
    }
  });
};
