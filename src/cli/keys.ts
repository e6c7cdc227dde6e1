import Table from 'cli-table3';
import { Command } from 'commander';
import { pino } from 'pino';
import { SCOPES } from '../http/route.ts';
import type { KeysService } from '../keys/service.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';

/** `ringfence keys create|list|revoke`: who may call the API, and with which scopes. */
export const keysCommand = (context: CliContext): Command =>
  new Command('keys')
    .description('API keys: make, list and revoke them')
    .addCommand(
      new Command('create')
        .description('make a key; it is printed once, on standard output, and kept nowhere')
        .requiredOption('--name <name>', 'who or what uses it')
        .requiredOption('--scope <scope>', `what it may do, repeatable: ${SCOPES.join(', ')}`, collect, [])
        .action(async ({ name, scope }: { name: string; scope: string[] }) => {
          const made = await withKeys(context, (keys) => keys.create({ name, scopes: scope }));
          context.stderr.write(`made ${made.id} (${made.scopes.join(', ')}); it is not shown again:\n`);
          context.stdout.write(`${made.key}\n`);
        }),
    )
    .addCommand(
      new Command('list').description('list the keys, newest first; secrets are not kept').action(async () => {
        const listed = await withKeys(context, (keys) => keys.list());
        const table = new Table({
          head: ['id', 'name', 'scopes', 'made', 'last used', 'revoked'],
          style: { head: context.stdout.isTTY ? ['bold'] : [], border: [] },
        });
        for (const { id, name, scopes, createdAt, lastUsedAt, revokedAt } of listed) {
          table.push([id, name, scopes.join(', '), minute(createdAt), minute(lastUsedAt), minute(revokedAt)]);
        }
        context.stdout.write(listed.length === 0 ? 'there are no keys\n' : `${table.toString()}\n`);
      }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a key for good; running services notice within seconds')
        .argument('<id>', 'the key’s id, as in `keys list`: the part after rf_')
        .action(async (id: string) => {
          const { name } = await withKeys(context, (keys) => keys.revoke(id));
          context.stdout.write(`revoked ${id} (${name})\n`);
        }),
    );

const collect = (scope: string, before: string[]): string[] => [...before, scope];

/** The keys of the service as it is configured; what was opened for it is closed again. */
const withKeys = async <Result>(context: CliContext, work: (keys: KeysService) => Promise<Result>): Promise<Result> => {
  await using stack = new AsyncDisposableStack();
  const service = stack.adopt(
    await openCommandService(context, await context.config(), pino({ level: 'silent' })),
    (it) => it.close(),
  );
  return await work(service.app.keys);
};

/** To the minute, in UTC. */
const minute = (epochMs: number | null): string =>
  epochMs === null ? '–' : `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
