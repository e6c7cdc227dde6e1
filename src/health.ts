// The image's health check: `node src/health.ts` ends with 0 when the service of this machine's configuration is ready for
// requests, which needs Neo4j, else with 1 and the reason. No curl, and nothing of the service itself is loaded.
import { loadConfig } from './config-load.ts';
import { hostInUrl } from './http/host-in-url.ts';

/** Longer than the service's own limit for the answer, shorter than HEALTHCHECK's, ms. */
const LIMIT_MS = 4_000;

const health = async (): Promise<string | null> => {
  const { config } = await loadConfig({ env: process.env, cwd: process.cwd() });
  const url = `http://${hostInUrl(config.http.host)}:${config.http.port}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
  return answer.ok ? null : `${answer.status}: ${await answer.text()}`;
};

const fault = await health().catch((error: Error) => (error.cause as Error | undefined)?.message ?? error.message);
process.stdout.write(`${fault ?? 'ready'}\n`);
process.exitCode = fault === null ? 0 : 1;
