import { createHash } from 'node:crypto';
import { finished, PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RingfenceError } from '../errors.ts';

export interface BodyLimits {
  /** Bytes after decompression. */
  readonly maxBytes: number;
  /** Longest silence of the sender, ms. */
  readonly idleMs: number;
  /** Longest time for the whole body, ms: a byte now and then must not hold a place for ever. */
  readonly wholeMs: number;
  /** Ends the reading with its reason when that is an error of ours: the service stops. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads a body to its end, decompressed, handing its bytes on as they arrive. Resolves to the SHA-256 (hex) of the
 * decompressed bytes. Throws `payload-too-large` as soon as the limit is passed (a zip bomb goes no further),
 * `request-timeout` when the sender is too slow, `malformed-json` when it is cut off or no gzip. The source is left
 * unread where it stopped, and open, so that an answer can still be sent.
 */
export const readBody = async (
  source: Readable,
  options: BodyLimits & { gzip: boolean; onBytes: (bytes: Buffer) => void },
): Promise<string> => {
  const hash = createHash('sha256');
  const plain = options.gzip ? createGunzip() : new PassThrough();
  // `pipe` hands on neither errors nor a source that is cut off.
  const unwatch = finished(source, { writable: false }, (error) => {
    if (error) plain.destroy(cutOff());
  });
  const { signal } = options;
  const stop = (): void => {
    if (signal?.reason instanceof RingfenceError) plain.destroy(signal.reason);
  };
  signal?.addEventListener('abort', stop, { once: true });
  stop();
  const whole = setTimeout(() => plain.destroy(tooSlow(options.wholeMs)), options.wholeMs);
  const idle = setTimeout(() => plain.destroy(tooSlow(options.idleMs)), options.idleMs);
  let received = 0;
  try {
    for await (const bytes of source.pipe(plain) as AsyncIterable<Buffer>) {
      received += bytes.length;
      if (received > options.maxBytes) throw tooLarge(options.maxBytes);
      hash.update(bytes);
      options.onBytes(bytes);
      idle.refresh();
    }
    return hash.digest('hex');
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? notGzip() : error;
  } finally {
    clearTimeout(whole);
    clearTimeout(idle);
    unwatch();
    signal?.removeEventListener('abort', stop);
    source.unpipe(plain);
    plain.destroy();
  }
};

/**
 * Lets the rest of a body that nobody reads pass by, so that the sender gets its answer instead of a broken connection;
 * but not for longer than `graceMs`.
 */
export const discardRest = (source: Readable, graceMs: number): void => {
  if (source.readableEnded || source.destroyed) return;
  const timer = setTimeout(() => source.destroy(), graceMs);
  timer.unref();
  finished(source, { writable: false }, () => clearTimeout(timer));
  source.resume();
};

const tooLarge = (maxBytes: number): RingfenceError =>
  new RingfenceError({
    type: 'payload-too-large',
    status: 413,
    detail: `The body is larger than ${maxBytes} bytes after decompression.`,
    mend: 'Send the events in several requests.',
    extra: { limit: { bytes: maxBytes } },
  });

const tooSlow = (ms: number): RingfenceError =>
  new RingfenceError({
    type: 'request-timeout',
    status: 408,
    detail: `The body did not arrive within ${Math.ceil(ms / 1000)} seconds.`,
    mend: 'Send smaller batches, or over a better connection; nothing was written.',
  });

const cutOff = (): RingfenceError => unreadable('The body was cut off before its end.');

const notGzip = (): RingfenceError => unreadable('The body is not valid gzip.');

const unreadable = (detail: string): RingfenceError =>
  new RingfenceError({ type: 'malformed-json', status: 400, detail, mend: 'Send the whole body again.' });
