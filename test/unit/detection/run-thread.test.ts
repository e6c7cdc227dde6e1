import { describe, expect, it, onTestFinished } from 'vitest';
import type { GraphJob } from '../../../src/detection/thread/job.ts';
import { runThread } from '../../../src/detection/thread/worker-thread.ts';

/** A thread that says how many jobs it was given so far and what it was told of the last one; `run` says what it does. */
const counting = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { parentPort } from 'node:worker_threads';
     let jobs = 0;
     parentPort.on('message', ({ run, keptNone }) => {
       jobs++;
       if (run === 'hangs') return;
       const outcome = { jobs, keptNone };
       parentPort.postMessage({ kind: 'outcome', outcome, keepsNone: run === 'too much' ? 'it was too much' : null });
     });`,
  )}`,
);

const begun = () => {
  const thread = runThread({ script: counting });
  onTestFinished(() => thread.end());
  return (run: string) => thread.run({ kind: 'graph', run } as GraphJob, { onProgress: () => undefined });
};

describe('the thread of runs', () => {
  it('makes one run after another, and no listeners pile up', async () => {
    const run = begun();
    const warned: string[] = [];
    const hear = ({ name }: Error): unknown => warned.push(name);
    process.on('warning', hear);
    for (let i = 1; i <= 15; i++) expect(await run('one').result).toMatchObject({ jobs: i });
    await new Promise(setImmediate);
    process.off('warning', hear);
    expect(warned).toEqual([]);
  });

  it('is another one when nothing was kept, and that one is told why', async () => {
    const run = begun();
    expect(await run('too much').result).toMatchObject({ jobs: 1 });
    expect(await run('one').result).toEqual({ jobs: 1, keptNone: 'it was too much' });
    expect(await run('one').result).toEqual({ jobs: 2, keptNone: undefined });
  });

  it('is another one after a run that was stopped', async () => {
    const run = begun();
    await run('one').result;
    const stuck = run('hangs');
    await stuck.stop();
    await expect(stuck.result).rejects.toMatchObject({ type: 'run-stopped' });
    expect(await run('one').result).toMatchObject({ jobs: 1 });
  });
});
