import type { Run } from '../detection/schema.ts';
import type { DetectionService, StartRun } from '../detection/service.ts';
import { RingfenceError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { progress, short } from './progress.ts';

/** How often the bar looks at the run, ms. */
const POLL_MS = 200;

/**
 * Starts a run in this process and shows it to its end. Returns the published run. Ctrl-C cancels it (`interrupted`, exit
 * code 130); a run that fails is thrown as its own error type, one cancelled by somebody else as `run-cancelled`.
 */
export const runWithProgress = async (
  context: Pick<CliContext, 'stderr' | 'now' | 'stopped'>,
  detection: DetectionService,
  start: StartRun,
): Promise<Run> => {
  const { id } = await detection.start(start);
  const bar = progress(context, { title: 'detecting', total: 100, unit: '%' });
  const cancel = () => void detection.cancel(id, start.by).catch(() => undefined);
  context.stopped.addEventListener('abort', cancel, { once: true });
  if (context.stopped.aborted) cancel();
  const timer = setInterval(() => {
    const at = detection.current();
    if (at !== null) bar.update(Math.round(100 * at.progress), at.stage);
  }, POLL_MS);
  const run = (await detection.finished())!;
  clearInterval(timer);
  context.stopped.removeEventListener('abort', cancel);
  if (run.state === 'published') {
    const { rings = 0, accounts = 0, observations = 0 } = run.counts;
    bar.update(100);
    bar.stop(`${short(rings)} rings in ${short(accounts)} accounts, ${short(observations)} observations`);
    return run;
  }
  bar.stop(run.state);
  throw context.stopped.aborted ? interrupted() : unpublished(run);
};

const interrupted = (): RingfenceError =>
  new RingfenceError({
    type: 'interrupted',
    detail: 'The run was cancelled; the rings of the last one stay.',
    exitCode: 130,
  });

const unpublished = (run: Run): RingfenceError =>
  run.error === null
    ? new RingfenceError({ type: 'run-cancelled', detail: `Run ${run.id} was cancelled by ${run.cancelledBy}.` })
    : new RingfenceError({ type: run.error.type, detail: run.error.detail });
