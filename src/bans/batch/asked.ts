import { createHash } from 'node:crypto';
import type { Role } from '../../access/roles.ts';
import type { Actor } from '../../audited.ts';
import { RingfenceError } from '../../errors.ts';
import { requireMatch } from '../../http/if-match.ts';
import type { BatchAction } from './batch-states.ts';
import type { BanBatch } from './schema.ts';
import type { BatchRow, StepTaken } from './store.ts';

/** Who asks: for the audit trail, and for the rules of who may. */
export interface Asker {
  readonly actor: Actor;
  readonly roles: readonly Role[];
}

/** A step as somebody asks for it. */
export interface Asked {
  /** Of the batch. */
  readonly id: string;
  /** The version that it was decided on. */
  readonly ifMatch: string | undefined;
  readonly by: Asker;
}

/** What is done with a batch that is asked for a step; the step of `batch-states.ts` it is, and the name it has in the audit trail. */
export interface Step {
  readonly action: BatchAction;
  readonly operation: string;
  /** Whether it was taken before, so that it changes nothing; where it is not said, it may be sent again when its answer was lost. */
  readonly check?: StepTaken['check'];
  readonly work?: NonNullable<StepTaken['work']>;
}

/** Throws `not-found`, `precondition-…`, `illegal-transition`, `four-eyes`. */
export type TakeStep = (asked: Asked, step: Step) => Promise<Tagged>;

export interface Tagged {
  readonly body: BanBatch;
  readonly etag: string;
}

/** One name for one caller, whatever they are called by people. */
export const idOf = ({ actor }: Asker): string => `${actor.kind}:${actor.id}`;

export const etagOf = ({ id, version }: Pick<BatchRow, 'id' | 'version'>): string => `"${id}.${version}"`;

/** Throws `precondition-…` for a step that was decided on another version. */
export const matches = (row: BatchRow, ifMatch: string | undefined): false => {
  requireMatch(ifMatch, etagOf(row), {
    missing: 'If-Match is missing: a step needs the ETag of the batch that it was decided on.',
    changed: 'The batch was changed since that ETag.',
  });
  return false;
};

/** A step whose answer was lost may be sent again: it is taken once. */
export const repeatable =
  (action: BatchAction, { ifMatch, by }: Asked): StepTaken['check'] =>
  (row) =>
    (row.lastAction === action &&
      row.lastBy === idOf(by) &&
      ifMatch === etagOf({ id: row.id, version: row.version - 1 })) ||
    matches(row, ifMatch);

/** For the audit trail: people write the reason as they like, so its digest stands for it. */
export const digestOf = (reason: string): string => createHash('sha256').update(reason).digest('hex');

/** Throws `invalid-request`, which points at each account that the step is asked for and could not be done with. `what` says why not, of one and of many. */
export const requireAll = (
  asked: readonly string[],
  done: readonly { readonly account: string }[],
  what: { readonly one: string; readonly many: string },
): void => {
  const found = new Set(done.map(({ account }) => account));
  const places = asked.flatMap((account, n) => (found.has(account) ? [] : [n]));
  if (places.length === 0) return;
  throw new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `${places.length} of these accounts ${what.many}; nothing was changed.`,
    mend: 'GET /v1/bans/{id}/accounts and /v1/bans/{id}/exclusions list what there is.',
    extra: { problems: places.slice(0, 100).map((n) => ({ in: 'body', pointer: `/accounts/${n}`, reason: what.one })) },
  });
};

export const noSuchBatch = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no ban batch with this id.',
    mend: 'GET /v1/bans lists them.',
  });
