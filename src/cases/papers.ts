import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { newestFirst, type PageAsked, pageOf } from '../http/pages.ts';
import type { CaseHistory, CaseNote, CaseNotePage, Snapshot, SnapshotName, SnapshotPage } from './answer-schema.ts';
import { eventOf, noteOf, snapshotName, snapshotOf } from './answers.ts';
import { changeMaker, digestOf } from './change.ts';
import { type EvidenceSources, freeze } from './freeze.ts';
import type { Subject } from './rows.ts';
import type { CasesStore } from './store.ts';

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
    asked: PageAsked,
    read: (place: { before: number; beforeId: string }, limit: number) => Promise<Row[]>,
  ) => {
    const page = await newestFirst(asked, { of, case: id }, read, (row) => [row.at, row.id]);
    if (page.rows.length === 0) await store.get(id);
    return page;
  };

  return {
    notes: async (id: string, asked: PageAsked): Promise<CaseNotePage> => {
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

    history: async (id: string, asked: PageAsked): Promise<CaseHistory> => {
      const { rows, next } = await pageOf(
        asked,
        { of: 'history', case: id },
        {
          from: [Number.MAX_SAFE_INTEGER],
          read: ([before], limit) => store.history(id, Number(before), limit),
          at: ({ number }) => [number],
        },
      );
      if (rows.length === 0) await store.get(id);
      return { events: rows.map(eventOf), next };
    },

    snapshots: async (id: string, asked: PageAsked): Promise<SnapshotPage> => {
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
