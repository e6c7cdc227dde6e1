import type { LoadedConfig } from '../config-load.ts';
import { unknownVariables } from '../unknown-variables.ts';
import { type Finding, ok, together, warning } from './check.ts';

/** A configuration that could be read: is anything in the environment probably mistyped? */
export const configurationFinding = ({ file }: LoadedConfig, env: NodeJS.ProcessEnv): Finding =>
  together(
    unknownVariables(env).map(({ variable, nearest }) =>
      warning(
        `The environment variable ${variable} means nothing here.`,
        nearest === null
          ? `docs/configuration.md lists every variable; unset ${variable} if it is for something else.`
          : `Did you mean ${nearest}?`,
      ),
    ),
    () => ok(file ?? 'no file; defaults and environment'),
  );
