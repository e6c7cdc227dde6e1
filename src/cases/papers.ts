import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { CaseHistory, CaseNote, CaseNotePage, Snapshot, SnapshotName, SnapshotPage } from './answer-schema.ts';
import { eventOf, noteOf, snapshotName, snapshotOf } from './answers.ts';
import { changeMaker, digestOf } from './change.ts';
import { type EvidenceSources, freeze } from './freeze.ts';
import type { Subject } from './rows.ts';
import type { CasesStore } from './store.ts';

interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** 31 December 9999. */
const LAST_TIME = 253_402_214_400_000;

/** What a case's file holds and nobody changes: its history, its notes and the evidence that was frozen. */
export const casePapers = ({
  store,
  sources,
  newId,
  now,
}: {
  store: CasesStore;
  sources: EvidenceSources;
  newId(prefix: string): string;
  now(): number;
}) => {
  const changeOf = changeMaker(now);

  /** A page of what has a time, the newest first. */
  const page = async <Row extends { id: string; at: number }>(
    of: string,
    id: string,
    { limit, cursor }: Page,
    read: (place: { before: number; beforeId: string }, limit: number) => Promise<Row[]>,
  ): Promise<{ rows: Row[]; next: string | null }> => {
    const query = { of, case: id };
    const [before, beforeId] = cursor === undefined ? [LAST_TIME, ''] : decodeCursor(cursor, query).after;
    const rows = await read({ before: Number(before), beforeId: String(beforeId) }, limit + 1);
    if (rows.length === 0) await store.get(id);
    const last = rows.length > limit ? rows[limit - 1]! : null;
    return { rows: rows.slice(0, limit), next: last && encodeCursor({ after: [last.at, last.id] }, query) };
  };

  return {
    notes: async (id: string, asked: Page): Promise<CaseNotePage> => {
      const { rows, next } = await page('notes', id, asked, (place, limit) => store.notes(id, place, limit));
      return { notes: rows.map(noteOf), next };
    },

    addNote: async (id: string, text: string, by: Actor): Promise<CaseNote> => {
      const note = newId('note');
      const event = { action: 'note', facts: { note } };
      const change = changeOf(id, by, 'addCaseNote', { version: null, event, after: { note, text: digestOf(text) } });
      await store.addNote(change, note, text);
      return noteOf({ id: note, case: id, text, by: by.name, at: change.at });
    },

    history: async (id: string, { limit, cursor }: Page): Promise<CaseHistory> => {
      const query = { of: 'history', case: id };
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(decodeCursor(cursor, query).after[0]);
      const rows = await store.history(id, before, limit + 1);
      if (rows.length === 0) await store.get(id);
      const last = rows.length > limit ? rows[limit - 1]! : null;
      return { events: rows.slice(0, limit).map(eventOf), next: last && encodeCursor({ after: [last.number] }, query) };
    },

    snapshots: async (id: string, asked: Page): Promise<SnapshotPage> => {
      const { rows, next } = await page('snapshots', id, asked, (place, limit) => store.snapshots(id, place, limit));
      return { snapshots: rows.map(snapshotName), next };
    },

    snapshot: async (id: string, snapshot: string): Promise<Snapshot> => {
      const row = await store.snapshot(id, snapshot);
      if (row === null) throw noSnapshot();
      return snapshotOf(row);
    },

    /** Freezes the evidence as it is now. Throws `not-found`, `cursor-expired` where runs are published one after another. */
    addSnapshot: async (id: string, { kind, target }: Subject, by: Actor): Promise<SnapshotName> => {
      await store.get(id);
      const { run, content, hash } = await freeze({ kind, target }, sources);
      const snapshot = { id: newId('snap'), kind, target, run, content, hash, by: by.name };
      const event = { action: 'snapshot', facts: { snapshot: snapshot.id, kind, target, run, hash } };
      const after = { snapshot: snapshot.id, kind, run, hash };
      const change = changeOf(id, by, 'addCaseSnapshot', { version: null, event, after, also: { kind, target } });
      await store.addSnapshot(change, snapshot);
      return snapshotName({ ...snapshot, case: id, characters: content.length, at: change.at });
    },
  };
};

const noSnapshot = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The case has no frozen evidence with this id.',
    mend: 'GET /v1/cases/{id}/snapshots lists it.',
  });
