import { Command, CommanderError } from 'commander';
import { RingfenceError } from '../errors.ts';
import { productVersion } from '../version.ts';
import { type CliOptions, cliContext } from './context.ts';

/** Parses the command line and runs one command. Resolves to the exit code; prints errors as one clear sentence. */
export const main = async (process: NodeJS.Process): Promise<number> => {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second Ctrl-C means it: the leases held on the managed server end with the process.
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read it has seen enough (`… | head`). What the command does beside printing is done all the same.
    if (error.code !== 'EPIPE') throw error;
  });
  const options: CliOptions = {};
  const program = new Command('ringfence')
    .description('Finds the rings behind accounts: signals in, coordinated rings out, on Neo4j.')
    .version(productVersion())
    .option('-c, --config <file>', 'configuration file (default: ringfence.config.yaml, if present)')
    .exitOverride()
    .on('option:config', (file: string) => {
      options.config = file;
    });
  const context = cliContext(process, options, stop.signal);
  for (const load of COMMANDS) program.addCommand((await load())(context).exitOverride());
  try {
    await program.parseAsync(process.argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (stop.signal.aborted && (error as Error).name === 'AbortError') return 130;
    if (!(error instanceof RingfenceError)) throw error;
    process.stderr.write(`ringfence: ${error.message}${error.mend ? `\n  ${error.mend}` : ''}\n`);
    return error.exitCode;
  }
};

const COMMANDS = [
  async () => (await import('./demo.ts')).demoCommand,
  async () => (await import('./serve.ts')).serveCommand,
  async () => (await import('./import.ts')).importCommand,
  async () => (await import('./detect.ts')).detectCommand,
  async () => (await import('./export.ts')).exportCommand,
  async () => (await import('./report.ts')).reportCommand,
  async () => (await import('./keys.ts')).keysCommand,
  async () => (await import('./audit.ts')).auditCommand,
  async () => (await import('./bans.ts')).bansCommand,
  async () => (await import('./erase.ts')).eraseCommand,
  async () => (await import('./retention.ts')).retentionCommand,
  async () => (await import('./neo4j.ts')).neo4jCommand,
  async () => (await import('./explore.ts')).exploreCommand,
  async () => (await import('./migrate.ts')).migrateCommand,
  async () => (await import('./backup.ts')).backupCommand,
  async () => (await import('./restore.ts')).restoreCommand,
  async () => (await import('./doctor.ts')).doctorCommand,
  async () => (await import('./simulate.ts')).simulateCommand,
  async () => (await import('./docs.ts')).docsCommand,
];
