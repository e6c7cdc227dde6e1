import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { Command } from 'commander';
import { loadConfig } from '../config-load.ts';
import { checkLines, reportOf, summaryLine } from '../doctor/report.ts';
import { examine } from '../doctor/service.ts';
import { listKeys } from '../keys/store.ts';
import { readAddressTraits } from '../networks/traits.ts';
import type { CliContext } from './context.ts';

/** `ringfence doctor`: looks at everything the service stands on, and says how to put right what is wrong. */
export const doctorCommand = (context: CliContext): Command =>
  new Command('doctor')
    .description('check Node, configuration, Neo4j, clocks, disk, memory, keys and unfinished work; say how to mend')
    .option('--json', 'one JSON object on standard output instead of the table')
    .option('--strict', 'exit with 1 for warnings, too')
    .addHelpText('after', HELP)
    .action(async ({ json = false, strict = false }: { json?: boolean; strict?: boolean }, command: Command) => {
      const { env, cwd, stdout } = context;
      const { config: file } = command.optsWithGlobals<{ config?: string }>();
      const checks = await examine({
        nodeVersion: process.versions.node,
        env,
        memory: serviceMemory(),
        now: context.now,
        loadConfig: () => loadConfig({ env, cwd, ...(file && { file }) }),
        apiKeys: listKeys,
        networkFiles: async (config) => (await readAddressTraits(config.networks))?.status ?? null,
        ...(json ? {} : { onCheck: (check) => void stdout.write(checkLines(check, stdout.isTTY)) }),
      });
      const report = reportOf(checks, strict);
      stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `\n${summaryLine(report)}`);
      if (!report.healthy) process.exitCode = 1;
    });

const serviceMemory = () => {
  const machine = totalmem();
  // Node says 0, or more than there is, where nothing limits the process.
  const limit = process.constrainedMemory();
  return {
    machine,
    limit: limit > 0 && limit < machine ? limit : null,
    nodeHeap: getHeapStatistics().heap_size_limit,
  };
};

const HELP = `
Nothing is started or written. Exit code 0: no failure; 1: a failure (with --strict also a warning).
`;
