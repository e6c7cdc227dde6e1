import type { Logger } from 'pino';
import type { Actor } from '../../audited.ts';
import { repeat } from '../../repeat.ts';
import type { BatchState } from '../batch/batch-states.ts';
import type { BatchStore } from '../batch/store.ts';
import { type Advanced, advance, type StepDue } from './advance.ts';
import type { BanOutbox } from './messages.ts';
import type { ExecutionStore } from './store.ts';

/** How often batches are looked at where nobody says that something has come, ms. */
const POLL_MS = 1_000;
/** Answers that come together are looked at together, ms. */
const GATHER_MS = 50;

const FROM: Readonly<Record<StepDue['action'], readonly BatchState[]>> = {
  stop: ['canary', 'running'],
  promote: ['canary'],
  finish: ['running'],
  undoDone: ['undoing'],
};
const OPERATION = {
  stop: 'stopBanBatch',
  promote: 'promoteBanBatch',
  finish: 'finishBanBatch',
  undoDone: 'finishBanUndo',
};

/**
 * Carries batches out: looks at each that has something left, and does the next thing. It keeps nothing in memory, so whatever instance looks
 * next goes on where the last one was, also where that was killed.
 */
export const executor = ({
  store,
  bans,
  outbox,
  sent,
  appeals,
  instance,
  log,
  now,
}: {
  store: ExecutionStore;
  bans: Pick<BatchStore, 'step'>;
  outbox: BanOutbox;
  /** Told that messages were put. */
  sent(): void;
  /** Appeals against the bans of a batch. */
  appeals(batch: string): Promise<number>;
  instance: string;
  log: Logger;
  now(): number;
}) => {
  const actor: Actor = { kind: 'service', id: instance, name: instance, from: null, request: null };

  const take = async (id: string, { action, reason }: StepDue): Promise<void> => {
    await bans.step({
      ...{ id, action, taker: 'service', by: actor, operation: OPERATION[action], at: now() },
      // Another instance was quicker, or a person.
      check: ({ state }) => !FROM[action].includes(state),
      work: async (tx) => {
        const held = store.within(tx.graph, id);
        if (action === 'promote') await held.beginWave(1, now());
        if (action !== 'stop') return {};
        await held.setHeld(true, now());
        return { more: { problem: reason! }, facts: { reason: reason! } };
      },
    });
    log.info({ batch: id, action, reason }, 'ban batch');
  };

  const look = async (id: string): Promise<void> => {
    for (
      let next: Advanced | null = null;
      !rounds.signal.aborted && (next === null || next.again || next.step !== null);
    ) {
      next = await advance(store, outbox, id, await appeals(id), now());
      if (next.messages > 0) sent();
      if (next.step !== null) await take(id, next.step);
    }
  };

  const round = async (): Promise<void> => {
    for (const id of await store.atWork()) {
      // One that cannot be looked at holds up no other.
      await look(id).catch((error: unknown) => log.error({ err: error, batch: id }, 'ban batch cannot go on now'));
    }
  };

  const rounds = repeat({
    work: round,
    everyMs: POLL_MS,
    onError: (error) => log.warn({ type: (error as { type?: unknown }).type }, 'ban batches cannot be read now'),
  });

  let gathering = false;
  return {
    /** Something has come about: looks soon. */
    wake(): void {
      if (gathering) return;
      gathering = true;
      setTimeout(() => {
        gathering = false;
        rounds.wake();
      }, GATHER_MS).unref();
    },
    open: rounds.open,
    close: rounds.close,
  };
};
