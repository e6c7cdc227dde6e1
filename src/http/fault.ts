import { RingfenceError } from '../errors.ts';

export interface Fault {
  readonly type: string;
  readonly message?: string;
  readonly code?: string;
  /** Where: the stack's frames, without the message that a stack begins with. */
  readonly stack: readonly string[];
  readonly cause?: Fault;
}

/**
 * An error as it may stand in a log. Our own texts are written to hold no value; those of others may quote what they
 * were working on (`JSON.parse` and database drivers do), so of them only the kind, the code and the places are kept.
 */
export const faultOf = (error: unknown, depth = 0): Fault => {
  if (!(error instanceof Error)) return { type: typeof error, stack: [] };
  const code = (error as { code?: unknown }).code;
  return {
    type: error instanceof RingfenceError ? error.type : error.name,
    ...(error instanceof RingfenceError ? { message: error.message } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    stack: framesOf(error),
    ...(error.cause === undefined || depth >= 4 ? {} : { cause: faultOf(error.cause, depth + 1) }),
  };
};

const framesOf = (error: Error): string[] => {
  const stack = error.stack ?? '';
  const start = stack.indexOf(error.message);
  const frames = start < 0 ? stack : stack.slice(start + error.message.length);
  return frames
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, 20);
};
