import type { ServerResponse } from 'node:http';
import { RingfenceError } from '../errors.ts';

/**
 * Bytes handed to the socket at a time, out of one buffer that is filled again when they are gone: a new buffer each time
 * would be garbage that V8 lets gather up to 64 MiB. Also what a reader must take within `STALL_MS`.
 */
const PIECE_BYTES = 64 * 1024;
/** A reader that takes no piece for so long is gone or stuck: its place is for somebody else. */
const STALL_MS = 120_000;

/** Header of an export that is sent behind its last byte, where HTTP has such: 1.1 with chunks. */
export const ROWS_TRAILER = 'X-Ringfence-Rows';

/**
 * Sends a file of unknown length no faster than its reader takes it, and ends with the trailer. On any error the connection
 * is reset: a reader, and every proxy between, sees a broken transfer and not a file that ends early, also with HTTP/1.0,
 * where the end of the connection is the end of the file. Throws what `pieces` throws, and `reader-stalled`.
 */
export const sendPieces = async (
  response: ServerResponse,
  pieces: AsyncIterable<string | Uint8Array>,
  { signal, rows, stallMs = STALL_MS }: { signal: AbortSignal; rows(): number; stallMs?: number },
): Promise<void> => {
  const chunked = response.req.httpVersion === '1.1';
  if (chunked) response.setHeader('Trailer', ROWS_TRAILER);
  const buffer = new Uint8Array(PIECE_BYTES);
  const encoder = new TextEncoder();
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        if (typeof piece === 'string') {
          const { read, written } = encoder.encodeInto(at === 0 ? piece : piece.slice(at), buffer);
          await taken(response, buffer.subarray(0, written), signal, stallMs);
          at += read;
        } else {
          await taken(response, piece.subarray(at, at + PIECE_BYTES), signal, stallMs);
          at += PIECE_BYTES;
        }
      }
    }
    signal.throwIfAborted();
    if (chunked) response.addTrailers({ [ROWS_TRAILER]: String(rows()) });
  } catch (error) {
    // Before the first byte there is a better answer.
    if (response.headersSent) response.socket?.resetAndDestroy();
    throw error;
  }
};

/** Resolves when the system has taken the bytes over. A write that fails closes the response, which is what aborts. */
const taken = async (
  response: ServerResponse,
  bytes: Uint8Array,
  signal: AbortSignal,
  stallMs: number,
): Promise<void> => {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = () => reject(signal.reason);
  const timer = setTimeout(() => reject(stalled(stallMs)), stallMs);
  signal.addEventListener('abort', leave, { once: true });
  response.write(bytes, (error) => {
    if (!error) resolve();
  });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', leave);
  }
};

const stalled = (ms: number): RingfenceError =>
  new RingfenceError({
    type: 'reader-stalled',
    detail: `The reader of an export took nothing for ${Math.round(ms / 1000)} seconds.`,
  });
