import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterStep,
  BATCH_ACTIONS,
  type Batch,
  type BatchAction,
  type BatchState,
  newBatch,
  openActions,
  type Taker,
} from '../../../src/bans/batch/batch-states.ts';
import { ITEM_STATES, ITEM_STEPS } from '../../../src/bans/batch/item-states.ts';

const AUTHOR = 'key:author';
const taker: fc.Arbitrary<Taker> = fc.oneof(
  fc.constant('service' as const),
  fc.record({
    id: fc.constantFrom(AUTHOR, 'key:b', 'key:c', 'token:d'),
    roles: fc.subarray(['viewer', 'investigator', 'enforcer', 'approver', 'admin', 'ingest'] as const),
  }),
);
const step = fc.record({ action: fc.constantFrom(...BATCH_ACTIONS), taker });

interface Taken {
  readonly action: BatchAction;
  readonly taker: Taker;
  readonly before: Batch;
  readonly after: Batch;
}

/** The steps of a random sequence that were let through. */
const taken = (approvalsNeeded: number, steps: readonly { action: BatchAction; taker: Taker }[]): Taken[] => {
  let batch: Batch = { ...newBatch(AUTHOR), approvalsNeeded };
  const through: Taken[] = [];
  for (const { action, taker: by } of steps) {
    let after: Batch;
    try {
      after = afterStep(batch, action, by);
    } catch (error) {
      const { type, mend } = error as { type: string; mend?: string };
      expect(['illegal-transition', 'forbidden', 'four-eyes']).toContain(type);
      expect(mend).toMatch(/\.$/);
      continue;
    }
    through.push({ action, taker: by, before: batch, after });
    batch = after;
  }
  return through;
};
// People who may all do everything, in an order that leads somewhere, with random steps between.
const way: readonly BatchAction[] = [
  'freeze',
  'freezeDone',
  'approve',
  'approve',
  'start',
  'promote',
  'finish',
  'undo',
];
const steered = fc
  .tuple(fc.array(fc.tuple(fc.nat(way.length), step), { maxLength: 25 }), fc.infiniteStream(taker))
  .map(([between, takers]) => {
    const all = way.map((action) => ({ action, taker: takers.next().value as Taker }));
    for (const [at, extra] of between) all.splice(at, 0, extra);
    return all;
  });
const sequences = fc.oneof(fc.array(step, { maxLength: 60 }), steered);
const over = (check: (through: Taken[], needed: number) => void): void =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), sequences, (needed, steps) => check(taken(needed, steps), needed)),
    { numRuns: 2000 },
  );

const AFTER_APPROVAL: readonly BatchState[] = ['canary', 'running', 'paused', 'stopped', 'done', 'undoing', 'undone'];
const id = (by: Taker): string => (by === 'service' ? 'service' : by.id);

describe('over any sequence of steps by anybody', () => {
  it('nothing is carried out that was not approved by as many others as it needs', () =>
    over((through, needed) => {
      const approvers = new Set<string>();
      for (const { action, taker: by, after } of through) {
        if (action === 'approve') approvers.add(id(by));
        if (!AFTER_APPROVAL.includes(after.state) && after.phase === null) continue;
        expect(approvers.size).toBeGreaterThanOrEqual(needed);
        expect(after.approvals.toSorted()).toEqual([...approvers].sort());
      }
    }));

  it('nobody who had a hand in the list approves it, or lets it go on after an automatic stop', () =>
    over((through) => {
      const authors = new Set([AUTHOR]);
      for (const { action, taker: by } of through) {
        if (action === 'change' || action === 'freeze') authors.add(id(by));
        if (action === 'approve' || action === 'release') expect(authors.has(id(by))).toBe(false);
      }
    }));

  it('the list changes in a draft alone, and a draft is never reached again once it was frozen', () =>
    over((through) => {
      let frozen = false;
      for (const { action, before, after } of through) {
        if (action === 'change') expect(before.state).toBe('draft');
        frozen ||= after.state === 'frozen';
        if (frozen) expect(['draft', 'freezing']).not.toContain(after.state);
      }
    }));

  it('rejected, undone and cancelled before it began are ends, and what was carried out can always be undone', () =>
    over((through) => {
      for (const { after } of through) {
        const end = after.state === 'cancelled' ? after.phase === null : ['rejected', 'undone'].includes(after.state);
        expect(openActions(after).length === 0).toBe(end);
        if (after.phase !== null && !['undoing', 'undone'].includes(after.state)) {
          expect(openActions(after)).toContain('undo');
        }
      }
    }));

  it('every step is taken by a role that it is for, and what is held goes on where it was', () =>
    over((through) => {
      for (const { action, taker: by, before, after } of through) {
        const service = ['freezeDone', 'freezeFailed', 'promote', 'stop', 'finish', 'undoDone'].includes(action);
        expect(by === 'service').toBe(service);
        const approves = ['approve', 'reject', 'release'].includes(action);
        if (by !== 'service')
          expect(by.roles.some((role) => role === 'admin' || role === (approves ? 'approver' : 'enforcer'))).toBe(true);
        if (action === 'resume' || action === 'release') expect(after.state).toBe(before.phase);
      }
    }));
});

describe('the states of a batch', () => {
  const admins = ['key:x', 'key:y'].map((by): Taker => ({ id: by, roles: ['admin'] }));

  it('can all be reached from a draft, and from each of them an end', () => {
    const name = ({ state, phase, approvals }: Batch) => `${state}/${phase}/${approvals.length}`;
    const first: Batch = { ...newBatch(AUTHOR), approvalsNeeded: 2 };
    const found = new Map([[name(first), first]]);
    const next = new Map<string, Set<string>>();
    for (const [from, batch] of found) {
      const to = new Set<string>();
      for (const by of [...admins, 'service' as const]) {
        for (const action of openActions(batch)) {
          try {
            const after = afterStep({ ...batch, authors: [AUTHOR] }, action, by);
            found.set(name(after), found.get(name(after)) ?? after);
            to.add(name(after));
          } catch {}
        }
      }
      next.set(from, to);
    }
    const states = new Set([...found.values()].map(({ state }) => state));
    expect(states.size).toBe(13);
    const ends = [...found].filter(([, batch]) => openActions(batch).length === 0).map(([at]) => at);
    expect(new Set(ends.map((at) => at.split('/')[0]))).toEqual(new Set(['rejected', 'cancelled', 'undone']));
    for (const from of found.keys()) {
      const reached = new Set([from]);
      for (const at of reached) for (const to of next.get(at)!) reached.add(to);
      expect(ends.some((end) => reached.has(end))).toBe(true);
    }
  });

  it('refuse a step that is not theirs, and say which they have', () => {
    expect(() => afterStep(newBatch(AUTHOR), 'start', admins[0]!)).toThrow(
      expect.objectContaining({
        ...{ type: 'illegal-transition', status: 409 },
        mend: 'From draft it has: change, freeze, cancel.',
      }),
    );
  });
});

it('an account of a batch ends somewhere, and whatever was sent can be undone', () => {
  for (const state of ITEM_STATES) {
    const reached = new Set<string>([state]);
    for (const at of reached) for (const to of ITEM_STEPS[at as keyof typeof ITEM_STEPS]) reached.add(to);
    expect(reached.has('skipped') || reached.has('undone')).toBe(true);
    if (state === 'sent' || state === 'done' || state === 'undoFailed') expect(reached.has('undone')).toBe(true);
  }
});
