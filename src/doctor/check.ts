import { RingfenceError } from '../errors.ts';

/** `skipped`: it could not be looked at, because of what another check says. */
export type CheckState = 'ok' | 'warning' | 'failure' | 'skipped';

/** What one look found. */
export interface Finding {
  readonly state: CheckState;
  /** One or more lines for people; never a secret, a raw value or a prompt. */
  readonly found: string;
  /** How to put it right; null where nothing is wrong. */
  readonly mend: string | null;
}

export interface Check extends Finding {
  /** Stable, for scripts. */
  readonly id: string;
  readonly title: string;
}

export const ok = (found: string): Finding => ({ state: 'ok', found, mend: null });
export const warning = (found: string, mend: string): Finding => ({ state: 'warning', found, mend });
export const failure = (found: string, mend: string): Finding => ({ state: 'failure', found, mend });
export const skipped = (found: string): Finding => ({ state: 'skipped', found, mend: null });

/** Several things wrong at once: as bad as the worst, all of them told. `good` where there is none. */
export const together = (faults: readonly Finding[], good: () => Finding): Finding => {
  const told = faults.filter(({ state }) => state !== 'ok');
  if (told.length === 0) return good();
  const state = (['failure', 'warning', 'skipped'] as const).find((each) =>
    told.some((fault) => fault.state === each),
  )!;
  const mends = [...new Set(told.flatMap(({ mend }) => (mend === null ? [] : [mend])))];
  return {
    state,
    found: told.map(({ found }) => found).join('\n'),
    mend: mends.length === 0 ? null : mends.join('\n'),
  };
};

/** Looks; whatever is thrown meanwhile is a finding too, so that the other checks go on. */
export const look = async (id: string, title: string, work: () => Finding | Promise<Finding>): Promise<Check> => {
  try {
    return { id, title, ...(await work()) };
  } catch (error) {
    const known = error instanceof RingfenceError;
    const code = (error as NodeJS.ErrnoException).code;
    const found = known ? error.message : `This check itself failed (${code ?? (error as Error).name}).`;
    return { id, title, state: 'failure', found, mend: known ? (error.mend ?? null) : 'Report it, with this line.' };
  }
};
