import { resolve } from 'node:path';
import { Command } from 'commander';
import { makeBackup } from '../backup/service.ts';
import type { Config } from '../config.ts';
import { openGraph } from '../graph/open.ts';
import { resolveServer } from '../graph/server/resolve.ts';
import { checkServer } from '../graph/version.ts';
import { readServiceKeys, serviceKeysFile } from '../service-keys.ts';
import { serviceKeysInGraph } from '../service-keys-in-graph.ts';
import { type KeyCheck, keyChecks } from '../signals/fingerprint.ts';
import { productVersion } from '../version.ts';
import type { CliContext } from './context.ts';
import { duration, progress, short, steps } from './progress.ts';
import { recordCommand } from './record-command.ts';

/** `ringfence backup FILE`: the graph as one file, while the service goes on. */
export const backupCommand = (context: CliContext): Command =>
  new Command('backup')
    .description('write the graph into one compressed file, while the service goes on')
    .argument('<file>', 'the file to be written, e.g. ringfence-2026-03-02.ndjson.gz')
    .option('--force', 'replace the file if it is there')
    .addHelpText('after', HELP)
    .action(async (name: string, { force = false }: { force?: boolean }) => {
      const config = await context.config();
      const path = resolve(context.cwd, name);
      await using stack = new AsyncDisposableStack();
      const { begin: onStep, stop } = steps(context);
      stack.defer(stop);
      const server = stack.adopt(
        await resolveServer(config, { env: context.env, onStep, signal: context.stopped }),
        (it) => it.release(),
      );
      const plain = stack.adopt(openGraph(server.connection), (it) => it.close());
      const graph = stack.adopt(openGraph(server.connection, { exact: true }), (it) => it.close());
      const { version } = await checkServer(plain);
      await recordCommand(context, config, plain, { action: 'makeBackup', file: path, after: { force } });
      stop();
      const began = context.now();
      let shown: ReturnType<typeof progress> | undefined;
      stack.defer(() => shown?.stop());
      const made = await makeBackup({
        ...{ graph, path, force, neo4j: version, product: productVersion(), now: context.now, signal: context.stopped },
        serviceKeys: await checksOf(config, await serviceKeysInGraph(plain)),
        onProgress: (nodes, total, part) => {
          shown ??= progress(context, { title: 'backing up', total, unit: 'nodes' });
          shown.update(nodes, part);
        },
      });
      const relationships = Object.values(made.footer.relationships).reduce((sum, count) => sum + count, 0);
      const seconds = (context.now() - began) / 1000;
      context.stdout.write(
        `${path}: ${size(made.bytes)}, ${short(made.footer.nodes['Account'] ?? 0)} accounts, ${short(relationships)} relationships, ` +
          `schema ${made.header.migrations.at(-1)!.version}, in ${duration(seconds)}; ingest was held for ${duration(made.heldMs / 1000)}\n`,
      );
      const keys = made.header.serviceKeys.map(({ id }) => id).join(', ') || 'none found';
      context.stderr.write(`the service keys (${keys}) are not in it: keep ${serviceKeysFile(config)} apart from it\n`);
      if (made.foreign > 0) {
        context.stderr.write(
          `${short(made.foreign)} nodes are of labels that are not ringfence's: they are not in it\n`,
        );
      }
    });

/** What the graph says of its keys; for a graph of an older version, the keys of this home. */
const checksOf = async (config: Config, inGraph: readonly KeyCheck[]): Promise<readonly KeyCheck[]> => {
  if (inGraph.length > 0) return inGraph;
  const keys = await readServiceKeys(serviceKeysFile(config));
  return keys === null ? [] : keyChecks(keys);
};

/** 1,234,567 bytes → 1.2 MB. */
const size = (bytes: number): string =>
  bytes < 1e6
    ? `${Math.ceil(bytes / 1e3)} kB`
    : bytes < 1e9
      ? `${(bytes / 1e6).toFixed(1)} MB`
      : `${(bytes / 1e9).toFixed(2)} GB`;

const HELP = `
It works on any server and needs no stop; ingest waits for a moment near the end. What is not in it: the service keys (back up
<home>/service-keys.json apart from it), the configuration, a run that is at work. See docs/backup-and-upgrade.md.
`;
