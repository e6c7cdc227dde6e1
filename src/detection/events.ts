import { setTimeout as sleep } from 'node:timers/promises';
import type { Run, RunProgress } from './schema.ts';

/** The run node is looked at this often, so that the stream works on an instance that does not hold the run. */
const POLL_MS = 500;
/** Something is sent at least this often: proxies close what is silent, commonly after 30 to 60 s. */
const HEARTBEAT_MS = 10_000;

/**
 * A run as server-sent events (text/event-stream): `progress` whenever it moved, comments in between, and one `end` with
 * the whole run. Ends after that, or with `signal`.
 */
export async function* runEvents(
  get: () => Promise<Run>,
  signal: AbortSignal,
  times: { pollMs: number; heartbeatMs: number } = { pollMs: POLL_MS, heartbeatMs: HEARTBEAT_MS },
): AsyncGenerator<string> {
  let said = '';
  let at = performance.now();
  const pause = () => sleep(times.pollMs, undefined, { signal }).catch(() => undefined);
  while (!signal.aborted) {
    // While the graph is away the stream waits; it has begun, so there is no other answer to give.
    const run = await get().catch(() => null);
    if (run === null) {
      await pause();
      continue;
    }
    const progress: RunProgress = { state: run.state, stage: run.stage, progress: run.progress };
    const text = JSON.stringify(progress);
    if (text !== said) {
      said = text;
      at = performance.now();
      yield event('progress', text);
    } else if (performance.now() - at >= times.heartbeatMs) {
      at = performance.now();
      yield ': still here\n\n';
    }
    if (run.state !== 'running') {
      yield event('end', JSON.stringify(run));
      return;
    }
    await pause();
  }
}

/** `data` is JSON, so it has no line breaks. */
const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
