import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { configuredRegistry } from '../configured-registry.ts';
import { runOnColumnsThread } from '../detection/thread/worker-thread.ts';
import type { DetectionResult, ObservationColumns } from '../engine/index.ts';
import { RingfenceError } from '../errors.ts';
import type { CliContext } from './context.ts';
import { type EventsFileOptions, readEvents } from './events-file.ts';
import { progress, short } from './progress.ts';
import { ringTable } from './ring-table.ts';
import { ringLine, wholeFile } from './rings-file.ts';

export interface FileOptions extends EventsFileOptions {
  readonly out?: string;
}

/** Some events were refused and the others were looked at: not a failure, yet a script should notice. */
const EXIT_SOME_REJECTED = 2;
const SHOWN = 50;

/** Events of a file → rings, in this process and a thread of it: no database, nothing written but `--out`. */
export const detectInFile = async (context: CliContext, file: string, options: FileOptions): Promise<void> => {
  const config = await context.config();
  await using stack = new AsyncDisposableStack();
  const out =
    options.out === undefined || options.out === '-'
      ? null
      : stack.adopt(await wholeFile(resolve(context.cwd, options.out)), (it) => it.close());
  const registry = configuredRegistry(config);
  const { columns, hintOf, rejected } = await readEvents(context, config, registry, file, options);
  const { rings, campaigns, hash } = await detectShown(context, config, columns);

  const campaignOf = new Map(campaigns.flatMap((campaign) => campaign.rings.map((ring) => [ring, campaign.id])));
  const lines = rings.map((ring) => ringLine(ring, campaignOf.get(ring.id) ?? null, hintOf));
  await out?.write(lines);
  if (options.out === '-') for (const line of lines) context.stdout.write(line);
  else {
    const rows = rings.slice(0, SHOWN).map((ring) => ({ ...ring, size: ring.members.length }));
    context.stdout.write(`${ringTable(rows, context.stdout)}\n`);
    if (rings.length > SHOWN) context.stdout.write(`${rings.length - SHOWN} more${out ? ` in ${options.out}` : ''}\n`);
    const members = rings.reduce((sum, ring) => sum + ring.members.length, 0);
    for (const { id, summary } of campaigns.slice(0, SHOWN)) context.stdout.write(`${id}: ${summary}\n`);
    context.stdout.write(`${rings.length} rings, ${members} accounts in them; hash ${hash}\n`);
  }
  if (rejected > 0) process.exitCode = EXIT_SOME_REJECTED;
};

const detectShown = async (
  context: CliContext,
  config: Config,
  columns: ObservationColumns,
): Promise<DetectionResult> => {
  const bar = progress(context, { title: 'detecting', total: 100, unit: '%' });
  const accounts = columns.accounts.length;
  const observations = columns.account.length;
  const thread = runOnColumnsThread({ kind: 'columns', columns, config: config.detection.engine }, (stage, fraction) =>
    bar.update(Math.round(100 * fraction), stage),
  );
  const stop = () => void thread.stop();
  context.stopped.addEventListener('abort', stop, { once: true });
  try {
    const result = await thread.result;
    bar.update(100);
    bar.stop(`${short(result.rings.length)} rings in ${short(accounts)} accounts, ${short(observations)} observations`);
    return result;
  } catch (error) {
    bar.stop('stopped');
    if (context.stopped.aborted)
      throw new RingfenceError({ type: 'interrupted', detail: 'Interrupted.', exitCode: 130 });
    throw error;
  } finally {
    context.stopped.removeEventListener('abort', stop);
  }
};
