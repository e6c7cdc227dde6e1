import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import type { Header } from '../backup/format.ts';
import { changedServiceKeys } from '../backup/restore.ts';
import { restoreBackup } from '../backup/service.ts';
import { readMigrations } from '../graph/migration-files.ts';
import { MIGRATIONS_FOLDER, migrate, pending } from '../graph/migrations.ts';
import { openGraph } from '../graph/open.ts';
import { resolveServer } from '../graph/server/resolve.ts';
import { checkServer } from '../graph/version.ts';
import { readServiceKeys, serviceKeysFile } from '../service-keys.ts';
import { keyChecks } from '../signals/fingerprint.ts';
import type { CliContext } from './context.ts';
import { duration, type Progress, progress, short, steps } from './progress.ts';
import { recordCommand } from './record-command.ts';

interface Options {
  readonly force?: boolean;
  readonly apiKeys: boolean;
}

/** `ringfence restore FILE`: a backup into an empty database, brought to this version's schema. */
export const restoreCommand = (context: CliContext): Command =>
  new Command('restore')
    .description('write a backup into an empty database, and bring it to the schema of this version')
    .argument('<file>', 'what `ringfence backup` wrote')
    .option('--force', 'first remove EVERYTHING that is in the database')
    .option('--no-api-keys', 'leave the API keys out: no key of before works, make new ones')
    .addHelpText('after', HELP)
    .action(async (name: string, { force = false, apiKeys }: Options) => {
      const config = await context.config();
      await using stack = new AsyncDisposableStack();
      const { begin: onStep, stop } = steps(context);
      stack.defer(stop);
      const server = stack.adopt(
        await resolveServer(config, { env: context.env, onStep, signal: context.stopped }),
        (it) => it.release(),
      );
      const plain = stack.adopt(openGraph(server.connection), (it) => it.close());
      const graph = stack.adopt(openGraph(server.connection, { exact: true, maxRetryMs: 60_000 }), (it) => it.close());
      await checkServer(plain);
      onStep('reading the whole file');
      const holder = `${hostname()}:${process.pid}:${randomUUID()}`;
      const began = context.now();
      const show = shown(context);
      stack.defer(show.stop);
      const { header, ...restored } = await restoreBackup({
        ...{ graph, path: resolve(context.cwd, name), force, withoutApiKeys: !apiKeys, signal: context.stopped },
        assertKnown: async (migrations) => {
          pending(await readMigrations(MIGRATIONS_FOLDER), migrations);
        },
        migrate: async (version) => {
          const through = version === null ? {} : { through: version };
          await migrate(plain, { now: context.now, holder, restoring: true, ...through });
        },
        onVerified: async (found) => {
          stop();
          context.stderr.write(`a backup of ${found.createdAt} by ringfence ${found.product}: whole\n`);
          await warnOfKeys(context, serviceKeysFile(config), found);
        },
        onProgress: show.update,
      });
      show.stop();
      await recordCommand(context, config, plain, {
        action: 'restoreBackup',
        file: basename(name),
        after: { createdAt: header.createdAt, force, apiKeys },
      });
      const seconds = (context.now() - began) / 1000;
      context.stdout.write(
        `restored ${short(restored.nodes)} nodes and ${short(restored.relationships)} relationships of ${header.createdAt} in ${duration(seconds)}\n`,
      );
      if (restored.leftOut > 0) {
        context.stderr.write(
          `${restored.leftOut} relationships were left out: they led to what was removed while the backup was made\n`,
        );
      }
      if (restored.apiKeys > 0) {
        context.stderr.write(
          `${restored.apiKeys} API keys are as they were then: a key revoked later works again (ringfence keys list)\n`,
        );
      }
    });

/** A graph is worth little without the keys that its values were hashed under: new values match none of the old ones. */
const warnOfKeys = async (context: CliContext, file: string, header: Header): Promise<void> => {
  const keys = await readServiceKeys(file);
  const changed = changedServiceKeys(header, keys === null ? [] : keyChecks(keys));
  if (changed.length === 0) return;
  const what = keys === null ? `${file} is not there` : `${file} holds others`;
  context.stderr.write(
    `WARNING: values in this backup were hashed under the service key ${changed.join(', ')}, and ${what}.\n` +
      '  Put the key file of that time there before the service starts: else new values match none of the old ones.\n',
  );
};

/** A bar for each thing that is done one after another. */
const shown = (context: CliContext) => {
  let current: { readonly what: string; readonly bar: Progress } | undefined;
  const stop = (): void => {
    current?.bar.stop();
    current = undefined;
  };
  return {
    stop,
    update(what: string, done: number, total: number | null): void {
      if (current?.what !== what) {
        stop();
        const title = total === null ? what : `restoring ${what}`;
        current = { what, bar: progress(context, { title, unit: 'lines', ...(total !== null && { total }) }) };
      }
      current.bar.update(done);
    },
  };
};

const HELP = `
Stop every service on this database first. The whole file is read and checked before anything is written. While it is written the
database bears a mark on which no version of the service starts; a restore that was broken off is begun again with --force.
`;
