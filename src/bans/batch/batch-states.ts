import type { Role } from '../../access/roles.ts';
import { RingfenceError } from '../../errors.ts';

/**
 * What becomes of a batch. `freezing`: its manifest is being written. `paused`: held by a person; `stopped`: held by the service,
 * because errors or appeals passed a limit. `cancelled`: nothing more is sent; what was carried out before stays until it is undone.
 */
export const BATCH_STATES = [
  ...(['draft', 'freezing', 'frozen', 'approved', 'rejected'] as const),
  ...(['canary', 'running', 'paused', 'stopped', 'done', 'cancelled', 'undoing', 'undone'] as const),
] as const;
export type BatchState = (typeof BATCH_STATES)[number];

/** States in which no other batch may list the same accounts. */
export const HOLDS_ACCOUNTS: readonly BatchState[] = [
  ...(['freezing', 'frozen', 'approved', 'canary', 'running', 'paused', 'stopped', 'undoing'] as const),
];

/** A batch as far as its next step depends on it. */
export interface Batch {
  readonly state: BatchState;
  /** How far it has come in being carried out: null until it is started, then kept; where a held batch goes on. */
  readonly phase: 'canary' | 'running' | null;
  /** Ids of everybody who had a hand in its list: who drew it, changed it or froze it. */
  readonly authors: readonly string[];
  /** Ids of those who have approved it. */
  readonly approvals: readonly string[];
  /** How many different people must; known when it is frozen. */
  readonly approvalsNeeded: number;
}

/** Who takes a step. The service takes those that nobody decides: a canary that held, an automatic stop, an end. */
export type Taker = 'service' | { readonly id: string; readonly roles: readonly Role[] };

interface Step {
  readonly from: readonly BatchState[];
  /** `second`: an approver who is none of the authors. */
  readonly by: 'enforcer' | 'approver' | 'second' | 'service';
  readonly to: BatchState | ((batch: Batch, by: string) => BatchState);
}

const HELD: readonly BatchState[] = ['paused', 'stopped'];
const UNDER_WAY: readonly BatchState[] = ['canary', 'running'];

/** Every step there is. What is not here is not possible. */
const STEPS = {
  /** Draws the list anew, leaves accounts out or takes them in again. */
  change: { from: ['draft'], by: 'enforcer', to: 'draft' },
  freeze: { from: ['draft'], by: 'enforcer', to: 'freezing' },
  freezeDone: { from: ['freezing'], by: 'service', to: 'frozen' },
  freezeFailed: { from: ['freezing'], by: 'service', to: 'draft' },
  approve: {
    ...{ from: ['frozen'], by: 'second' },
    to: ({ approvals, approvalsNeeded }, by) =>
      new Set([...approvals, by]).size >= approvalsNeeded ? 'approved' : 'frozen',
  },
  reject: { from: ['frozen', 'approved'], by: 'approver', to: 'rejected' },
  cancel: { from: ['draft', 'freezing', 'frozen', 'approved', ...UNDER_WAY, ...HELD], by: 'enforcer', to: 'cancelled' },
  start: { from: ['approved'], by: 'enforcer', to: 'canary' },
  /** The canary has held for its time. */
  promote: { from: ['canary'], by: 'service', to: 'running' },
  pause: { from: UNDER_WAY, by: 'enforcer', to: 'paused' },
  stop: { from: UNDER_WAY, by: 'service', to: 'stopped' },
  resume: { from: ['paused'], by: 'enforcer', to: ({ phase }) => phase! },
  /** What the service has stopped goes on only when a second person has looked at why. */
  release: { from: ['stopped'], by: 'second', to: ({ phase }) => phase! },
  /** Nothing is left to be sent or answered. */
  finish: { from: ['running'], by: 'service', to: 'done' },
  /** Some of its accounts; the batch stays what it is. */
  undoPart: { from: ['done', ...HELD, 'cancelled'], by: 'enforcer', to: ({ state }) => state },
  undo: { from: [...UNDER_WAY, ...HELD, 'done', 'cancelled'], by: 'enforcer', to: 'undoing' },
  undoDone: { from: ['undoing'], by: 'service', to: 'undone' },
} as const satisfies Readonly<Record<string, Step>>;

export type BatchAction = keyof typeof STEPS;
export const BATCH_ACTIONS = Object.keys(STEPS) as BatchAction[];

const stepOf = (action: BatchAction): Step => STEPS[action];

/** A batch that nobody has worked on yet. */
export const newBatch = (author: string): Batch => ({
  ...{ state: 'draft', phase: null, authors: [author], approvals: [], approvalsNeeded: 1 },
});

/** Steps that its state has open, whoever takes them. */
export const openActions = (batch: Batch): BatchAction[] => BATCH_ACTIONS.filter((action) => isOpen(batch, action));

/**
 * The batch after a step. Approving twice changes nothing. Throws `illegal-transition` (409) for a step that its state does not
 * have, `forbidden` (403) for whoever lacks the role, and `four-eyes` (403) for an author where a second person is needed.
 */
export const afterStep = (batch: Batch, action: BatchAction, taker: Taker): Batch => {
  const { by, to } = stepOf(action);
  checkTaker(batch, by, taker);
  if (!isOpen(batch, action)) throw notOpen(batch, action);
  const id = taker === 'service' ? 'service' : taker.id;
  const state = typeof to === 'function' ? to(batch, id) : to;
  return {
    ...batch,
    state,
    phase: state === 'canary' || state === 'running' ? state : batch.phase,
    authors: action === 'change' || action === 'freeze' ? added(batch.authors, id) : batch.authors,
    approvals: action === 'approve' ? added(batch.approvals, id) : batch.approvals,
  };
};

const added = (ids: readonly string[], id: string): readonly string[] => (ids.includes(id) ? ids : [...ids, id]);

/** A cancelled batch can be undone where something of it was carried out. */
const isOpen = (batch: Batch, action: BatchAction): boolean =>
  stepOf(action).from.includes(batch.state) && !(batch.state === 'cancelled' && batch.phase === null);

const checkTaker = ({ authors }: Batch, by: Step['by'], taker: Taker): void => {
  if (taker === 'service' || by === 'service') {
    if (taker === by) return;
    throw forbidden(taker === 'service' ? [roleOf(by)] : []);
  }
  const role = roleOf(by);
  if (!taker.roles.includes(role) && !taker.roles.includes('admin')) throw forbidden([role, 'admin']);
  if (by === 'second' && authors.includes(taker.id)) throw ownBatch();
};

const roleOf = (by: Step['by']): Role => (by === 'enforcer' ? 'enforcer' : 'approver');

const notOpen = (batch: Batch, action: BatchAction): RingfenceError => {
  const allowed = openActions(batch);
  return new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `A batch that is ${batch.state} has no step ${action}.`,
    mend:
      allowed.length === 0 ? 'Draft a new batch: POST /v1/bans.' : `From ${batch.state} it has: ${allowed.join(', ')}.`,
    extra: { state: batch.state, allowed },
  });
};

const forbidden = (roles: readonly Role[]): RingfenceError =>
  new RingfenceError({
    type: 'forbidden',
    status: 403,
    detail: roles.length === 0 ? 'This step is the service’s own.' : `This step needs the role ${roles.join(' or ')}.`,
    mend:
      roles.length === 0 ? 'Wait for the service to take it.' : 'Ask somebody with such a role, or an admin for it.',
    extra: { roles },
  });

const ownBatch = (): RingfenceError =>
  new RingfenceError({
    type: 'four-eyes',
    status: 403,
    detail: 'Whoever had a hand in the list of a batch cannot approve it.',
    mend: 'Ask another approver.',
  });
