import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { RingfenceError } from '../errors.ts';

/** Bytes handed to the socket at a time; also what a reader must take within `STALL_MS`. */
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
  try {
    for await (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        if (!response.write(bytes.subarray(at, at + PIECE_BYTES))) await drained(response, signal, stallMs);
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

const drained = async (response: ServerResponse, signal: AbortSignal, stallMs: number): Promise<void> => {
  const stalled = AbortSignal.timeout(stallMs);
  try {
    await once(response, 'drain', { signal: AbortSignal.any([signal, stalled]) });
  } catch (error) {
    if (!signal.aborted && stalled.aborted) {
      throw new RingfenceError({
        type: 'reader-stalled',
        detail: `The reader of an export took nothing for ${Math.round(stallMs / 1000)} seconds.`,
      });
    }
    throw error;
  }
};
