import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from './config.ts';

/** JSON lines. Only what a caller of the log names is written: no bodies, no headers, no paths with values in them. */
export const createLog = (config: Pick<Config, 'log'>, destination: DestinationStream): Logger =>
  pino({ level: config.log.level, timestamp: stdTimeFunctions.isoTime, base: null }, destination);
