/** The thread that runs happen in, so that the API goes on answering. Started by worker-thread.ts, which sends it jobs. */
import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import type { EngineConfig } from '../../engine/config.ts';
import { RingfenceError } from '../../errors.ts';
import { gdsCuts, gdsMissing } from '../../gds/cuts.ts';
import { openGraph } from '../../graph/open.ts';
import { enlist, type ThreadCrew } from '../../parallel/crew.ts';
import { collectRarely } from '../../rare-collections.ts';
import type { RunProblem } from '../outcome.ts';
import { type Job, type OnProgress, runOnColumns, runOnGraph, type WorkerMessage } from './job.ts';
import { FIRST, type Memory } from './kept.ts';
import { peakMemory } from './peak-memory.ts';
import { runTrial } from './trial.ts';

/** What the last run left for the next one. */
const mind: { memory: Memory } = { memory: FIRST };

/** Progress messages are sent at most this often, ms. */
const INTERVAL_MS = 100;

const problemOf = (error: unknown): RunProblem => {
  if (error instanceof RingfenceError) {
    return { type: error.type, detail: error.message, ...(error.mend === undefined ? {} : { mend: error.mend }) };
  }
  // The text of an error that nobody planned for may quote what it choked on; its kind does not.
  const kind = error instanceof Error ? error.name : typeof error;
  if (kind === 'RangeError' && /allocation failed|array length/i.test(String(error))) return OUT_OF_MEMORY;
  return { type: 'run-failed', detail: `The run stopped at a fault in the program (${kind}); the log has its place.` };
};

const OUT_OF_MEMORY: RunProblem = {
  type: 'run-out-of-memory',
  detail: 'The run needed more memory than there is.',
  mend: 'Give the machine more memory.',
};

/** Where it happened, without the error's own text. */
const placeOf = (error: unknown): string | undefined =>
  error instanceof Error
    ? error.stack
        ?.split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n')
    : undefined;

const work = async (job: Job, say: (message: WorkerMessage) => void): Promise<void> => {
  // Threads for the other cores; they end with this one.
  const crew = enlist(availableParallelism() - 1);
  using _ = collectRarely();
  try {
    await workWith(crew, job, say);
  } finally {
    await crew.dismiss();
  }
};

const workWith = async (crew: ThreadCrew, job: Job, say: (message: WorkerMessage) => void): Promise<void> => {
  const memory = peakMemory(process.memoryUsage, () => performance.now());
  let said = { stage: '', at: 0 };
  const onProgress: OnProgress = (stage, progress) => {
    memory.look();
    const at = performance.now();
    if (stage === said.stage && at - said.at < INTERVAL_MS) return;
    said = { stage, at };
    say({ kind: 'progress', stage, progress });
  };
  const asksGds = configsOf(job).some(({ community }) => community === 'gds-leiden');
  if (job.kind === 'columns') {
    if (asksGds) throw gdsMissing('Without a Neo4j there is no Graph Data Science (GDS)');
    say({ kind: 'result', result: runOnColumns(job, onProgress, crew) });
    return;
  }
  await using stack = new AsyncDisposableStack();
  const graph = stack.adopt(openGraph(job.connection, { maxPoolSize: 4 }), (it) => it.close());
  const cuts = asksGds ? stack.adopt(await gdsCuts(graph, job.connection), (it) => it.end()) : undefined;
  const hands = { ...crew, cut: cuts?.cut };
  if (job.kind === 'trial') {
    say({ kind: 'trial', trial: await runTrial(graph, job, onProgress, hands) });
    return;
  }
  const outcome = await runOnGraph(graph, job, mind, () => performance.now(), onProgress, hands);
  const counters = { ...outcome.counters, memory: memory.figures() };
  const keepsNone = mind.memory.kind === 'kept' ? null : mind.memory.why;
  say({ kind: 'outcome', outcome: { ...outcome, counters }, keepsNone });
};

const configsOf = (job: Job): readonly EngineConfig[] => (job.kind === 'trial' ? [job.tested, job.live] : [job.config]);

if (parentPort === null) throw new Error('src/detection/thread/worker.ts runs as a worker thread only');
const port = parentPort;
// One job at a time; whoever sends them ends the thread.
port.on('message', (job: Job) => {
  work(job, (message) => port.postMessage(message)).catch((error: unknown) => {
    port.postMessage({ kind: 'problem', problem: problemOf(error), stack: placeOf(error) } satisfies WorkerMessage);
  });
});
