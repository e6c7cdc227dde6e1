import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROWS_TRAILER, sendPieces } from '../../../src/http/send-pieces.ts';

const PIECE = Buffer.alloc(256 * 1024, 'x');

/** A real server whose only answer is made of these pieces; what came of it, and how many pieces were asked for. */
const serving = async (options: { pieces: number; failAfter?: number; stallMs?: number }) => {
  const seen = { asked: 0, closed: false, outcome: Promise.withResolvers<unknown>() };
  const made = async function* () {
    try {
      for (; seen.asked < options.pieces; ) {
        if (seen.asked === options.failAfter) throw new Error('the middle');
        seen.asked++;
        yield seen.asked % 2 === 0 ? PIECE : PIECE.toString();
      }
    } finally {
      seen.closed = true;
    }
  };
  const server = createServer((_request, response: ServerResponse) => {
    const abort = new AbortController();
    response.once('close', () => response.writableFinished || abort.abort());
    const { stallMs } = options;
    sendPieces(response, made(), { signal: abort.signal, rows: () => seen.asked, ...(stallMs && { stallMs }) }).then(
      () => {
        response.end();
        seen.outcome.resolve('whole');
      },
      (error: unknown) => seen.outcome.resolve(error),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ask = async (): Promise<IncomingMessage> => {
    const request = get({ port, host: '127.0.0.1', agent: false });
    request.on('error', () => {});
    return ((await once(request, 'response')) as [IncomingMessage])[0];
  };
  return { seen, port, ask };
};

const readAll = async (answer: IncomingMessage): Promise<number> => {
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) bytes += chunk.length;
  return bytes;
};

describe('a streamed file', () => {
  it('arrives whole, with the number of rows behind it', async () => {
    const { seen, ask } = await serving({ pieces: 40 });
    const answer = await ask();
    expect(await readAll(answer)).toBe(40 * PIECE.length);
    expect(answer.trailers[ROWS_TRAILER.toLowerCase()]).toBe('40');
    expect(await seen.outcome.promise).toBe('whole');
  });

  it('is made no faster than it is read', async () => {
    const { seen, ask } = await serving({ pieces: 400 });
    const answer = await ask();
    answer.pause();
    let before = -1;
    for (; seen.asked !== before; await sleep(200)) before = seen.asked;
    // What the sockets of both ends hold, and no more than that.
    expect(seen.asked).toBeLessThan(100);
    expect(await readAll(answer)).toBe(400 * PIECE.length);
  });

  it('ends as a broken transfer when it cannot be finished', async () => {
    const { seen, ask } = await serving({ pieces: 40, failAfter: 20 });
    await expect(readAll(await ask())).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await seen.outcome.promise).toMatchObject({ message: 'the middle' });
  });

  it('ends as a broken transfer over HTTP/1.0 too, where the end of the connection is the end of the file', async () => {
    const { port } = await serving({ pieces: 40, failAfter: 20 });
    const socket = connect(port, '127.0.0.1');
    socket.resume();
    socket.write('GET / HTTP/1.0\r\n\r\n');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNRESET');
  });

  it('is no longer made when its reader leaves', async () => {
    const { seen, ask } = await serving({ pieces: 100_000 });
    const answer = await ask();
    await once(answer, 'data');
    answer.destroy();
    expect(await seen.outcome.promise).toMatchObject({ name: 'AbortError' });
    expect(seen.closed).toBe(true);
    expect(seen.asked).toBeLessThan(1_000);
  });

  it('is cut off where its reader takes nothing for too long', async () => {
    const { seen, ask } = await serving({ pieces: 400, stallMs: 200 });
    const answer = await ask();
    answer.pause();
    expect(await seen.outcome.promise).toMatchObject({ type: 'reader-stalled' });
    expect(seen.closed).toBe(true);
    await expect(readAll(answer)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});
