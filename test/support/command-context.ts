import type { CliContext } from '../../src/cli/context.ts';
import type { Config } from '../../src/config.ts';
import { Sink } from './sink.ts';

/** What a command is run in by a test: a folder, no environment, and streams that keep what it writes. */
export const commandContext = (cwd: string, config: () => Promise<Config>, stopped = new AbortController().signal) => {
  const [stdout, stderr] = [new Sink(), new Sink()];
  const context: CliContext = {
    ...{ env: {}, cwd, stdin: process.stdin, now: Date.now, config, stopped },
    stdout: stdout.asStandardStream(),
    stderr: stderr.asStandardStream(),
  };
  return { context, stdout, stderr };
};
