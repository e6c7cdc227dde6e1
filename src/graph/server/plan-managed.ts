import { execFile } from 'node:child_process';
import { appendFile, rm, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RingfenceError } from '../../errors.ts';
import { javaFlags, serverMemory, writeConf } from './conf.ts';
import { type ServerHome, writePrivate } from './home.ts';
import { settlePassword } from './password.ts';
import type { Launch, PlanContext, ServerPlan } from './plan.ts';
import { settlePorts } from './ports.ts';

const run = promisify(execFile);

/** Prepares ports, password and configuration of the managed server; the supervisor alone calls it, under its lock. */
export const planManaged = async (
  launch: Extract<Launch, { source: 'managed' }>,
  { home, env, onStep }: PlanContext,
): Promise<ServerPlan> => {
  const hasData = await hasManagedData(home);
  const password = await settlePassword(home, hasData);
  const ports = await settlePorts(home);
  const memory = serverMemory(totalmem());
  await writeConf(home, ports, memory);
  // Before there is a system database the password can be set any number of times, so a crash in between does no harm.
  if (!hasData) await setInitialPassword(launch, home, env, password);
  onStep('starting Neo4j');
  return {
    command: launch.java,
    args: [
      ...javaFlags(memory),
      '-cp',
      join(launch.lib, '*'),
      'org.neo4j.server.CommunityEntryPoint',
      `--home-dir=${home.folder}`,
      `--config-dir=${home.conf}`,
    ],
    env,
    ports,
    password,
    graceSeconds: 30,
    readyMs: 180_000,
  };
};

/** True once Neo4j has made its system database, which keeps the password. */
export const hasManagedData = (home: ServerHome): Promise<boolean> =>
  stat(join(home.data, 'databases', 'system')).then(
    () => true,
    () => false,
  );

/** neo4j-admin's own tool. The password goes by an argument file, because every user can read a process's arguments. */
const setInitialPassword = async (
  launch: { java: string; lib: string },
  home: ServerHome,
  env: NodeJS.ProcessEnv,
  password: string,
): Promise<void> => {
  const file = join(home.folder, 'admin-arguments');
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const args = [
    '-cp',
    join(launch.lib, '*'),
    'org.neo4j.cli.AdminTool',
    'dbms',
    'set-initial-password',
    '--',
    password,
  ];
  await writePrivate(file, `${args.map(quoted).join('\n')}\n`);
  try {
    await run(launch.java, [`@${file}`], { env: { ...env, NEO4J_HOME: home.folder, NEO4J_CONF: home.conf } });
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? '';
    await appendFile(home.processLog, said);
    throw new RingfenceError({
      type: 'neo4j-start-failed',
      exitCode: 70,
      detail: `Neo4j would not take its first password: ${reason(said)}`,
      mend: `See ${home.processLog}.`,
    });
  } finally {
    await rm(file, { force: true });
  }
};

/** The innermost cause of a Java stack trace. */
const reason = (trace: string): string => {
  const lines = trace.trim().split('\n');
  return (lines.findLast((line) => line.startsWith('Caused by:')) ?? lines[0] ?? '').slice(0, 300);
};
