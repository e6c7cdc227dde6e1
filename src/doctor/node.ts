import { type Finding, failure, ok, warning } from './check.ts';

/** TypeScript runs as it stands from here on. */
const LEAST = { major: 22, minor: 18 };
/** The release that the tests run on. */
const TESTED_MAJOR = 24;

/** `version` as in `process.versions.node`. */
export const nodeFinding = (version: string): Finding => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const mend = `Use Node ${TESTED_MAJOR}; \`npm ci\` brings one along in node_modules/.bin.`;
  if (major < LEAST.major || (major === LEAST.major && minor < LEAST.minor)) {
    return failure(`Node ${version} cannot run TypeScript; ${LEAST.major}.${LEAST.minor} or newer is needed.`, mend);
  }
  if (major !== TESTED_MAJOR) return warning(`Node ${version} works; the tests run on Node ${TESTED_MAJOR}.`, mend);
  return ok(`Node ${version}`);
};
