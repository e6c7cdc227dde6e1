// Entry point of the detached supervisor process: `node supervisor-process.ts <launch as JSON>`.
import type { Launch } from './plan.ts';
import { supervise } from './supervisor.ts';

const terminated = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => terminated.abort());
// The terminal that started us may close; the lease tells whether we are still wanted.
process.on('SIGHUP', () => undefined);

const launch = JSON.parse(process.argv[2] ?? '') as Launch;
process.exit(await supervise(launch, process.env, terminated.signal));
