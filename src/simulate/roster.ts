import type { DayShape } from './calendar.ts';
import type { Life, Part } from './part.ts';

/** The lives of a part's accounts in columns, 50 bytes an account: each is asked for once, and read on every day. */
export interface Roster {
  readonly part: Part;
  /** Calls back in order of index for all accounts that are there at some time in [from, to). */
  present(from: number, to: number, each: (index: number, life: Life) => void): void;
}

const SHAPES: readonly DayShape[] = ['private', 'work', 'flat'];

/** Accounts that sign up at `end` or later never appear. O(part.size) once, then O(part.size) comparisons a day. */
export const roster = (part: Part, end: number): Roster => {
  const { size } = part;
  const signup = new Float64Array(size).fill(Infinity);
  const leaves = new Float64Array(size);
  const paysAfter = new Float64Array(size);
  const sessionsPerDay = new Float64Array(size);
  const offset = new Float64Array(size);
  const consoleShare = new Float64Array(size);
  const shape = new Uint8Array(size);
  const waits = new Uint8Array(size);
  for (let index = 0; index < size; index++) {
    if (!part.exists(index)) continue;
    const life = part.life(index);
    if (life.signup >= end) continue;
    signup[index] = life.signup;
    leaves[index] = life.leaves;
    paysAfter[index] = life.paysAfter ?? Number.NaN;
    sessionsPerDay[index] = life.sessionsPerDay;
    offset[index] = life.offset;
    consoleShare[index] = life.consoleShare;
    shape[index] = SHAPES.indexOf(life.shape);
    waits[index] = life.triesAtOnce === false ? 1 : 0;
  }
  const lifeAt = (index: number): Life => ({
    signup: signup[index]!,
    leaves: leaves[index]!,
    paysAfter: Number.isNaN(paysAfter[index]) ? null : paysAfter[index]!,
    sessionsPerDay: sessionsPerDay[index]!,
    offset: offset[index]!,
    consoleShare: consoleShare[index]!,
    shape: SHAPES[shape[index]!]!,
    ...(waits[index] === 1 ? { triesAtOnce: false } : {}),
  });
  return {
    part,
    present: (from, to, each) => {
      for (let index = 0; index < size; index++) {
        if (signup[index]! < to && leaves[index]! >= from) each(index, lifeAt(index));
      }
    },
  };
};
