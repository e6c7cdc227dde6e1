import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RingfenceError } from '../errors.ts';
import type { CliContext } from './context.ts';

/** Leaves standard output open: it is the process's. */
export const toStandardOutput = async (
  context: CliContext,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> => {
  try {
    await pipeline(Readable.from(pieces), context.stdout, { end: false, signal: context.stopped });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    throw new RingfenceError({
      type: 'output-closed',
      detail: 'Whoever read standard output closed it before the end.',
      exitCode: 141,
    });
  }
};
