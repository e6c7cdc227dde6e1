import { once } from 'node:events';
import { Command } from 'commander';
import { pino } from 'pino';
import { createLog } from '../log.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';

/** `ringfence serve`: the service until Ctrl-C or SIGTERM. Logs go to standard output, steps of the start to standard error. */
export const serveCommand = (context: CliContext): Command =>
  new Command('serve').description('run the service: REST API, schedule, housekeeping').action(async () => {
    const config = await context.config();
    await using stack = new AsyncDisposableStack();
    const service = stack.adopt(
      await openCommandService(context, config, createLog(config, pino.destination({ dest: 1, sync: false }))),
      (it) => it.close(),
    );
    const listening = stack.adopt(await service.app.open(), (it) => it.close(config.http.graceSeconds * 1000));
    context.stderr.write(`listening on ${listening.url} (docs: ${listening.url}/docs)\n`);
    if (!context.stopped.aborted) await once(context.stopped, 'abort');
    context.stderr.write('stopping\n');
  });
