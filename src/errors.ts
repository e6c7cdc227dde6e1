/**
 * The one family of errors. `type` is stable (clients may switch on it), `detail` says what was wrong and where,
 * `mend` says how to put it right. None of the texts may hold a raw signal value or prompt.
 */
export class RingfenceError extends Error {
  readonly type: string;
  readonly status: number;
  readonly exitCode: number;
  readonly mend: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** Further members for the problem document (RFC 9457 §3.2), e.g. the list of invalid events. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(options: {
    type: string;
    detail: string;
    /** HTTP status when it reaches the REST edge. */
    status?: number;
    /** Process exit code when it reaches the command line. */
    exitCode?: number;
    mend?: string;
    retryAfterSeconds?: number;
    extra?: Record<string, unknown>;
    cause?: unknown;
  }) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RingfenceError';
    this.type = options.type;
    this.status = options.status ?? 500;
    this.exitCode = options.exitCode ?? 1;
    this.mend = options.mend;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extra = options.extra ?? {};
  }
}
