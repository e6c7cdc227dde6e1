import type { ServerHome } from './home.ts';

/** How the server of a home is run; decided before the supervisor is spawned, handed to it as JSON. */
export type Launch =
  | { readonly source: 'managed'; readonly home: string; readonly java: string; readonly lib: string }
  | { readonly source: 'docker'; readonly home: string };

/** A command that runs the server in the foreground and stops it cleanly at SIGTERM. */
export interface ServerPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly ports: { readonly bolt: number; readonly http: number };
  readonly password: string;
  /** How long it may take to stop after SIGTERM, seconds; then it is killed. */
  readonly graceSeconds: number;
  /** How long it may take until a login works, ms. */
  readonly readyMs: number;
}

export interface PlanContext {
  readonly home: ServerHome;
  readonly env: NodeJS.ProcessEnv;
  readonly onStep: (text: string) => void;
}
