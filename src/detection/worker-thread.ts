import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ObservationColumns } from '../engine/input/columns.ts';
import type { DetectionResult } from '../engine/result.ts';
import { RingfenceError } from '../errors.ts';
import type { Job, OnProgress, WorkerMessage } from './job.ts';
import type { Outcome, RunProblem } from './outcome.ts';
import type { Trial, TrialJob } from './trial.ts';

export interface WorkerOptions {
  /** Heap that the run may take, MiB; typed arrays are not counted in it. */
  readonly heapMiB?: number;
  /** Told where a fault of the program happened (stack lines alone, no values). */
  readonly onFault?: (stack: string) => void;
  /** The script of the thread; tests hand in one that fails. */
  readonly script?: URL;
}

/** A share of the memory that this process may use, MiB. */
const defaultHeapMiB = (): number =>
  Math.max(512, Math.floor((0.6 * Math.min(totalmem(), process.constrainedMemory() || Infinity)) / 2 ** 20));

/** One job in a thread of its own. */
export interface Thread<Result> {
  /** Rejects with a RingfenceError: the job's own, `run-out-of-memory`, `run-failed`, or `run-stopped` after `stop`. */
  readonly result: Promise<Result>;
  /** Ends the thread at once; its open transactions are rolled back by the server. */
  stop(): Promise<void>;
}

/** Graph → rings staged in the graph. */
export const runOnGraphThread = (job: Job & { kind: 'graph' }, onProgress: OnProgress, options: WorkerOptions = {}) =>
  thread(job, onProgress, options, (message) =>
    message.kind === 'outcome' ? message.outcome : undefined,
  ) as Thread<Outcome>;

/** Columns → rings. The buffers of the columns are moved to the thread and are empty here afterwards. */
export const runOnColumnsThread = (
  job: Job & { kind: 'columns' },
  onProgress: OnProgress,
  options: WorkerOptions = {},
) =>
  thread(job, onProgress, options, (message) =>
    message.kind === 'result' ? message.result : undefined,
  ) as Thread<DetectionResult>;

/** Two configurations over one state of the graph; nothing is written. */
export const trialThread = (job: TrialJob, onProgress: OnProgress, options: WorkerOptions = {}) =>
  thread(job, onProgress, options, (message) =>
    message.kind === 'trial' ? message.trial : undefined,
  ) as Thread<Trial>;

const thread = <Result>(
  job: Job,
  onProgress: OnProgress,
  { heapMiB = defaultHeapMiB(), onFault, script = SCRIPT }: WorkerOptions,
  resultOf: (message: WorkerMessage) => Result | undefined,
): Thread<Result> => {
  const worker = new Worker(script, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    // Options of this process (a test runner's, an inspector's) mean nothing to the thread.
    execArgv: [],
    name: 'ringfence detection',
    transferList: job.kind === 'columns' ? buffersOf(job.columns) : [],
  });
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  // Whoever only stops the thread need not listen to its result.
  promise.catch(() => undefined);
  let stopped = false;
  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'progress') onProgress(message.stage, message.progress);
    else if (message.kind === 'problem') {
      if (message.stack !== undefined) onFault?.(message.stack);
      reject(failure(message.problem));
    } else resolve(resultOf(message)!);
  });
  worker.on('error', (error: NodeJS.ErrnoException) => reject(failure(problemOfThread(error, heapMiB))));
  worker.on('exit', () => reject(failure(stopped ? STOPPED : ENDED)));
  return {
    result: promise,
    stop: async () => {
      stopped = true;
      await worker.terminate();
    },
  };
};

const buffersOf = (columns: ObservationColumns): ArrayBuffer[] => [
  ...new Set(
    Object.values(columns)
      .filter((column) => ArrayBuffer.isView(column))
      .map((column) => column.buffer as ArrayBuffer),
  ),
];

const SCRIPT = new URL('./worker.ts', import.meta.url);

const failure = ({ type, detail, mend }: RunProblem): RingfenceError =>
  new RingfenceError({ type, detail, ...(mend === undefined ? {} : { mend }) });

const STOPPED: RunProblem = { type: 'run-stopped', detail: 'The run was stopped.' };
const ENDED: RunProblem = {
  type: 'run-failed',
  detail: 'The thread of the run ended without a result.',
  mend: 'The log may say why; start the run again.',
};

const problemOfThread = (error: NodeJS.ErrnoException, heapMiB: number): RunProblem =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? {
        type: 'run-out-of-memory',
        detail: `The run needed more than the ${heapMiB} MiB of memory that it may take.`,
        mend: 'Give the machine more memory.',
      }
    : { type: 'run-failed', detail: `The thread of the run broke (${error.code ?? error.name}).` };
