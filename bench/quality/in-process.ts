import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Measured, MeasureOptions } from './measure.ts';

const ONE = fileURLToPath(new URL('./one.ts', import.meta.url));
/** Objects that the process may hold, MiB; columns lie beside them. */
const OLD_SPACE_MIB = 8_192;

/** Measures in a process of its own. Throws when it ends badly; what it says stands on standard error. */
export const measuredInProcess = async (population: string, options: MeasureOptions): Promise<Measured> => {
  const task = JSON.stringify({ population, ...options });
  const child = spawn(process.execPath, [`--max-old-space-size=${OLD_SPACE_MIB}`, ONE, task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${population}, seed ${options.seed}: the process ended with ${code ?? signal}`);
  return JSON.parse(Buffer.concat(pieces).toString('utf8')) as Measured;
};

/** Does tasks in their order, at most `width` at a time; results in the order of the tasks. */
export const inTurn = async <Task, Result>(
  tasks: readonly Task[],
  width: number,
  work: (task: Task) => Promise<Result>,
): Promise<Result[]> => {
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < tasks.length) {
      const place = next++;
      results[place] = await work(tasks[place]!);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return results;
};
