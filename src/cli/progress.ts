import { SingleBar } from 'cli-progress';
import type { CliContext } from './context.ts';

export interface Progress {
  /** `done` in the bar's unit; `note` is a short word on what is happening. */
  update(done: number, note?: string): void;
  /** Ends the bar; the line stays with `note` behind it. */
  stop(note?: string): void;
}

/** Without a terminal one plain line is printed at most this often, so that a log stays readable. */
const PLAIN_INTERVAL_MS = 2_000;

/** A bar with rate and time left on a terminal, plain lines elsewhere. `total` absent: a count without an end. */
export const progress = (
  context: Pick<CliContext, 'stderr' | 'now'>,
  options: { title: string; total?: number; unit: string },
): Progress => (context.stderr.isTTY ? terminalBar(context, options) : plainLines(context, options));

const terminalBar: typeof progress = (context, { title, total, unit }) => {
  const bar = new SingleBar({
    stream: context.stderr,
    // A rate of percents means nothing to anybody.
    format: total
      ? `${title} {bar} {percentage}%${unit === '%' ? '' : ` · {done} of {of} ${unit} · {rate}/s`} · {left} left {note}`
      : `${title} {done} ${unit} · {rate}/s {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    barsize: 24,
    etaBuffer: 50,
    clearOnComplete: false,
    gracefulExit: false,
    linewrap: false,
  });
  const started = context.now();
  const figures = (done: number, note: string) => {
    const seconds = (context.now() - started) / 1000;
    const rate = seconds > 0 ? done / seconds : 0;
    return {
      done: short(done),
      of: short(total ?? 0),
      rate: short(rate),
      left: rate > 0 && total ? duration((total - done) / rate) : '–',
      note,
    };
  };
  let reached = 0;
  bar.start(total ?? 1, 0, figures(0, ''));
  return {
    update: (done, note = '') => {
      reached = done;
      bar.update(Math.min(done, total ?? 0), figures(done, note));
    },
    stop: (note = '') => {
      bar.update(Math.min(reached, total ?? 0), { ...figures(reached, note), left: '0 s' });
      bar.stop();
    },
  };
};

const plainLines: typeof progress = (context, { title, total, unit }) => {
  const started = context.now();
  let printed = started;
  let reached = 0;
  const line = (note: string) => {
    const seconds = (context.now() - started) / 1000;
    const share = total && unit !== '%' ? ` (${Math.floor((100 * reached) / total)} %)` : '';
    const rate = seconds > 0.5 && reached > 0 && unit !== '%' ? `, ${short(reached / seconds)}/s` : '';
    context.stderr.write(`${title}: ${short(reached)} ${unit}${share}${rate}${note ? `, ${note}` : ''}\n`);
  };
  return {
    update: (done, note = '') => {
      reached = done;
      if (context.now() - printed < PLAIN_INTERVAL_MS) return;
      printed = context.now();
      line(note);
    },
    stop: (note = '') => line(note || `done in ${duration((context.now() - started) / 1000)}`),
  };
};

export interface Steps {
  /** Says what begins now. */
  begin(text: string): void;
  /** Ends the last step; nothing more is shown. */
  stop(): void;
}

/**
 * Steps of a start, one a line. On a terminal the one under way counts its seconds, because nobody knows how long the
 * start of a server or a download takes.
 */
export const steps = (context: Pick<CliContext, 'stderr' | 'now'>): Steps => {
  const { stderr, now } = context;
  if (!stderr.isTTY) return { begin: (text) => void stderr.write(`${text}\n`), stop: () => undefined };
  let current: { text: string; since: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const seconds = (since: number): string => {
    const passed = (now() - since) / 1000;
    return passed < 1 ? '' : ` · ${duration(passed)}`;
  };
  const draw = (end: string): void => {
    if (current) stderr.write(`\r\u001b[2K${current.text}${seconds(current.since)}${end}`);
  };
  const stop = (): void => {
    clearInterval(timer);
    draw('\n');
    current = null;
  };
  return {
    begin: (text) => {
      stop();
      current = { text, since: now() };
      draw('');
      timer = setInterval(() => draw(''), 500).unref();
    },
    stop,
  };
};

/** 1234567 → 1,234,567; below 10 one decimal. */
export const short = (value: number): string =>
  value !== 0 && Math.abs(value) < 10 && !Number.isInteger(value)
    ? value.toFixed(1)
    : Math.round(value).toLocaleString('en-US');

export const duration = (seconds: number): string =>
  seconds < 60
    ? `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
