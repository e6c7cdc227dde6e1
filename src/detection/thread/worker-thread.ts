import { totalmem } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ObservationColumns } from '../../engine/input/columns.ts';
import type { DetectionResult } from '../../engine/result.ts';
import { RingfenceError } from '../../errors.ts';
import type { Outcome, RunProblem } from '../outcome.ts';
import type { GraphJob, Job, OnProgress, WorkerMessage } from './job.ts';
import type { Trial, TrialJob } from './trial.ts';

export interface WorkerOptions {
  /** Heap that the run may take, MiB; typed arrays are not counted in it. */
  readonly heapMiB?: number;
  /** The script of the thread; tests hand in one that fails. */
  readonly script?: URL;
}

/** Whoever is told how a job goes. */
interface Listener {
  readonly onProgress: OnProgress;
  /** Where a fault of the program happened (stack lines alone, no values). */
  readonly onFault?: (stack: string) => void;
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

/** A thread for one run after another, which keeps between them what an increment goes on from. */
export interface RunThread {
  /** Graph → rings staged in the graph. One at a time. A run that fails or is stopped takes the thread with it; the next has a new one. */
  run(job: GraphJob, listener: Listener): Thread<Outcome>;
  /** Ends the thread, which does not hold the process between runs. */
  end(): Promise<void>;
}

export const runThread = (options: WorkerOptions = {}): RunThread => {
  let idle: Worker | null = null;
  let keptNone: string | undefined;
  const begun = (): Worker => {
    const worker = start(options);
    worker.once('exit', () => {
      if (idle === worker) idle = null;
    });
    return worker;
  };
  return {
    run(job, listener) {
      const worker = idle ?? begun();
      idle = null;
      worker.ref();
      const told = keptNone === undefined ? job : { ...job, keptNone };
      keptNone = undefined;
      const thread = work(worker, told, listener, options, (message) =>
        message.kind === 'outcome' ? message : undefined,
      );
      const settled = thread.result.then(
        ({ outcome, keepsNone }) => {
          if (keepsNone !== null) {
            // Its memory is given back at once.
            keptNone = keepsNone;
            void worker.terminate();
          } else {
            idle = worker;
            worker.unref();
          }
          return outcome;
        },
        (error: unknown) => {
          void worker.terminate();
          throw error;
        },
      );
      // Whoever only stops the thread need not listen to its result.
      settled.catch(() => undefined);
      return { ...thread, result: settled };
    },
    async end() {
      await idle?.terminate();
    },
  };
};

/** Columns → rings. The buffers of the columns are moved to the thread and are empty here afterwards. */
export const runOnColumnsThread = (
  job: Job & { kind: 'columns' },
  onProgress: OnProgress,
  options: WorkerOptions = {},
): Thread<DetectionResult> =>
  ownThread(job, onProgress, options, (message) => (message.kind === 'result' ? message.result : undefined));

/** Two configurations over one state of the graph; nothing is written. */
export const trialThread = (job: TrialJob, onProgress: OnProgress, options: WorkerOptions = {}): Thread<Trial> =>
  ownThread(job, onProgress, options, (message) => (message.kind === 'trial' ? message.trial : undefined));

/** A thread that ends with its job. */
const ownThread = <Result>(
  job: Job,
  onProgress: OnProgress,
  options: WorkerOptions,
  resultOf: (message: WorkerMessage) => Result | undefined,
): Thread<Result> => {
  const worker = start(options);
  const thread = work(worker, job, { onProgress }, options, resultOf);
  const result = thread.result.finally(() => worker.terminate());
  result.catch(() => undefined);
  return { ...thread, result };
};

const start = ({ heapMiB = defaultHeapMiB(), script = SCRIPT }: WorkerOptions): Worker => {
  const worker = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: heapMiB },
    // Options of this process (a test runner's, an inspector's) mean nothing to the thread.
    execArgv: [],
    name: 'ringfence detection',
  });
  // A thread that breaks between two jobs is not there for the next one, and nothing else.
  return worker.on('error', () => undefined);
};

/** One job for a thread that has none. */
const work = <Result>(
  worker: Worker,
  job: Job,
  { onProgress, onFault }: Listener,
  { heapMiB = defaultHeapMiB() }: WorkerOptions,
  resultOf: (message: WorkerMessage) => Result | undefined,
): Thread<Result> => {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  let stopped = false;
  const onMessage = (message: WorkerMessage): void => {
    if (message.kind === 'progress') onProgress(message.stage, message.progress);
    else if (message.kind === 'problem') {
      if (message.stack !== undefined) onFault?.(message.stack);
      reject(failure(message.problem));
    } else resolve(resultOf(message)!);
  };
  const onError = (error: NodeJS.ErrnoException): void => reject(failure(problemOfThread(error, heapMiB)));
  const onExit = (): void => reject(failure(stopped ? STOPPED : ENDED));
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  worker.postMessage(job, job.kind === 'columns' ? buffersOf(job.columns) : []);
  return {
    result: promise.finally(() => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    }),
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
