import Table from 'cli-table3';
import { Command } from 'commander';
import { pino } from 'pino';
import { ROLE_PURPOSE, ROLES } from '../access/roles.ts';
import type { KeysService } from '../keys/service.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';

/** `ringfence keys create|list|revoke`: who may call the API, and in which roles. */
export const keysCommand = (context: CliContext): Command =>
  new Command('keys')
    .description('API keys: make, list and revoke them')
    .addCommand(
      new Command('create')
        .description('make a key; it is printed once, on standard output, and kept nowhere')
        .requiredOption('--name <name>', 'who or what uses it')
        .requiredOption('--role <role>', `what it may do, repeatable: ${ROLES.join(', ')}`, collect, [])
        .addHelpText('after', `\n${ROLES.map((role) => `  ${role}: ${ROLE_PURPOSE[role]}`).join('\n')}`)
        .action(async ({ name, role }: { name: string; role: string[] }) => {
          const made = await withKeys(context, (keys) => keys.create({ name, roles: role }, commandActor()));
          context.stderr.write(`made ${made.id} (${made.roles.join(', ')}); it is not shown again:\n`);
          context.stdout.write(`${made.key}\n`);
        }),
    )
    .addCommand(
      new Command('list').description('list the keys, newest first; secrets are not kept').action(async () => {
        const listed = await withKeys(context, (keys) => keys.list());
        const table = new Table({
          head: ['id', 'name', 'roles', 'made', 'last used', 'revoked'],
          style: { head: context.stdout.isTTY ? ['bold'] : [], border: [] },
        });
        for (const { id, name, roles, createdAt, lastUsedAt, revokedAt } of listed) {
          table.push([id, name, roles.join(', '), minute(createdAt), minute(lastUsedAt), minute(revokedAt)]);
        }
        context.stdout.write(listed.length === 0 ? 'there are no keys\n' : `${table.toString()}\n`);
      }),
    )
    .addCommand(
      new Command('revoke')
        .description('end a key for good; running services notice within seconds')
        .argument('<id>', 'the key’s id, as in `keys list`: the part after rf_')
        .action(async (id: string) => {
          const { name } = await withKeys(context, (keys) => keys.revoke(id, commandActor()));
          context.stdout.write(`revoked ${id} (${name})\n`);
        }),
    );

const collect = (role: string, before: string[]): string[] => [...before, role];

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
