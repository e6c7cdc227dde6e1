import type { Config } from '../config.ts';
import { type LoadedConfig, loadConfig } from '../config-load.ts';

/** What a command may touch of the world outside; tests hand in their own. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Epoch milliseconds. */
  now(): number;
  /** The configuration from file and environment; read once. */
  config(): Promise<Config>;
  /** Fires at the first Ctrl-C or SIGTERM; the command then stops what it started. */
  readonly stopped: AbortSignal;
}

export interface CliOptions {
  config?: string;
}

export const cliContext = (process: NodeJS.Process, options: CliOptions, stopped: AbortSignal): CliContext => {
  let loaded: Promise<LoadedConfig> | undefined;
  return {
    env: process.env,
    cwd: process.cwd(),
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => Date.now(),
    stopped,
    config: async () => {
      loaded ??= loadConfig({ env: process.env, cwd: process.cwd(), ...(options.config && { file: options.config }) });
      return (await loaded).config;
    },
  };
};
