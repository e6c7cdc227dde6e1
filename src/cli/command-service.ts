import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { openService, type Service } from '../main.ts';
import { unknownVariables } from '../unknown-variables.ts';
import type { CliContext } from './context.ts';
import { steps } from './progress.ts';

/** The joined service for a command, with the steps of its start shown on standard error. */
export const openCommandService = async (context: CliContext, config: Config, log: Logger): Promise<Service> => {
  for (const { variable, nearest } of unknownVariables(context.env)) {
    const meant = nearest === null ? '' : `; did you mean ${nearest}?`;
    context.stderr.write(`ringfence: the environment variable ${variable} means nothing here${meant}\n`);
  }
  const shown = steps(context);
  try {
    return await openService({
      config,
      env: context.env,
      log,
      now: context.now,
      onStep: shown.begin,
      stopped: context.stopped,
    });
  } finally {
    shown.stop();
  }
};
