import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Command } from 'commander';
import { migrate } from '../graph/migrations.ts';
import { openGraph } from '../graph/open.ts';
import { resolveServer } from '../graph/server/resolve.ts';
import { checkServer } from '../graph/version.ts';
import type { CliContext } from './context.ts';
import { steps } from './progress.ts';

/** `ringfence migrate`: brings the database's schema to this version. Does nothing, quickly, when it is there already. */
export const migrateCommand = (context: CliContext): Command =>
  new Command('migrate').description("bring the database's schema to this version").action(async () => {
    const { begin: onStep, stop } = steps(context);
    await using stack = new AsyncDisposableStack();
    stack.defer(stop);
    const server = stack.adopt(
      await resolveServer(await context.config(), { env: context.env, onStep, signal: context.stopped }),
      (it) => it.release(),
    );
    const graph = stack.adopt(openGraph(server.connection), (it) => it.close());
    await checkServer(graph);
    const holder = `${hostname()}:${process.pid}:${randomUUID()}`;
    const { applied, version } = await migrate(graph, { now: context.now, holder, onStep });
    stop();
    for (const migration of applied) {
      context.stdout.write(`applied ${migration.version} ${migration.description} (${migration.millis} ms)\n`);
    }
    context.stdout.write(`the schema is at ${version}${applied.length === 0 ? '; nothing to do' : ''}\n`);
  });
