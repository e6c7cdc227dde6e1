import type { Role } from '../access/roles.ts';
import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { requireMatch } from '../http/if-match.ts';
import type { BatchAction } from './batch-states.ts';
import type { BanBatch } from './schema.ts';
import type { BatchRow, StepTaken } from './store.ts';

/** Who asks: for the audit trail, and for the rules of who may. */
export interface Asker {
  readonly actor: Actor;
  readonly roles: readonly Role[];
}

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
  (action: BatchAction, by: Asker, ifMatch: string | undefined): StepTaken['check'] =>
  (row) =>
    (row.lastAction === action &&
      row.lastBy === idOf(by) &&
      ifMatch === etagOf({ id: row.id, version: row.version - 1 })) ||
    matches(row, ifMatch);

export const noSuchBatch = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'There is no ban batch with this id.',
    mend: 'GET /v1/bans lists them.',
  });
