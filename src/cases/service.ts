import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import type { ReasonCode, RingState } from '../fields.ts';
import { rfc3339OrNull } from '../fields.ts';
import type { GraphTransaction } from '../graph/graph.ts';
import { requireMatch } from '../http/if-match.ts';
import { pageOf } from '../http/pages.ts';
import type { CaseDetail, CasePage } from './answer-schema.ts';
import { detailOf, etagOf, priorityNumber, summaryOf } from './answers.ts';
import { changeMaker, digestOf } from './change.ts';
import type { EvidenceSources } from './freeze.ts';
import { casePapers } from './papers.ts';
import { noCase, notLinked } from './refusals.ts';
import { type CaseRow, refOf, type SaidRow, type Subject } from './rows.ts';
import type { CaseChangeBody, CaseDecision, CaseQuery, NewCase, StatusChange } from './schema.ts';
import { checkStatus, UNFINISHED } from './status.ts';
import type { CasesStore } from './store.ts';

interface Tagged<Body> {
  readonly body: Body;
  readonly etag: string;
}

/** The decision on a ring, with what is to be written in its transaction. */
type Decide = (
  ring: string,
  decision: {
    state: RingState;
    reason: string;
    code?: ReasonCode | undefined;
    by: Actor;
    ifMatch: string;
    also: (tx: GraphTransaction) => Promise<void>;
  },
) => Promise<unknown>;

export const casesService = ({
  store,
  sources,
  decide,
  newId,
  now,
}: {
  store: CasesStore;
  sources: EvidenceSources;
  decide: Decide;
  /** `case` → `case_k2m7xq4w3b5a`. */
  newId(prefix: string): string;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const changeOf = changeMaker(now);
  const tagged = async (id: string): Promise<Tagged<CaseDetail>> => {
    const [row, links] = await Promise.all([store.get(id), store.links(id)]);
    return { body: detailOf(row, links, now()), etag: etagOf(row) };
  };
  const matched = async (id: string, ifMatch: string | undefined): Promise<CaseRow> => {
    const present = await store.get(id);
    requireMatch(ifMatch, etagOf(present), { missing: MISSING, changed: CHANGED });
    return present;
  };
  return {
    ...casePapers({ store, sources, newId, now }),

    get: tagged,

    /** `caller`: who asks for their own. */
    list: async (asked: CaseQuery, caller: Actor): Promise<CasePage> => {
      const { cursor, limit, ...query } = asked;
      const { assignee = '', status, priority = [], overdue, sort } = query;
      const subjects = [
        ...(query.ring === undefined ? [] : [refOf({ kind: 'ring', target: query.ring })]),
        ...(query.account === undefined ? [] : [refOf({ kind: 'account', target: query.account })]),
        ...(query.signal === undefined ? [] : [refOf({ kind: 'signal', target: query.signal })]),
      ];
      if (subjects.length > 1) throw oneSubject();
      const mine = assignee === 'me' ? caller.name : assignee;
      const filter = {
        statuses: overdue === 'true' ? UNFINISHED : (status ?? UNFINISHED),
        priorities: priority.map(priorityNumber),
        ...{ assignee: assignee === 'none' ? '' : mine, unassigned: assignee === 'none', sort },
        ...{ subject: subjects[0] ?? '', due: overdue === 'true' ? now() : null },
      };
      const bound = { ...query, assignee: mine };
      const { rows, next } = await pageOf({ cursor, limit }, bound, {
        from: [],
        read: (after, most) =>
          store.list(filter, after.length === 0 ? null : [Number(after[0]), String(after[1])], most),
        at: ({ position, id }) => [position, id],
      });
      return { cases: rows.map((row) => summaryOf(row, now())), next };
    },

    /** Throws `case-open`, `not-found`. */
    open: async ({ kind, target, evenIfOpen, ...asked }: NewCase, by: Actor): Promise<Tagged<CaseDetail>> => {
      const id = newId('case');
      const subject = { kind, target };
      const said = { ...rowOf(asked), title: asked.title ?? `${kind} ${target}`.slice(0, 200) };
      const event = { action: 'opened', facts: { kind, target, ...shownOf(said) } };
      const after = { ...auditOf(said), about: kind };
      await store.open(
        changeOf(id, by, 'openCase', { version: 0, event, after, also: subject }),
        said,
        subject,
        evenIfOpen,
      );
      return tagged(id);
    },

    change: async (
      id: string,
      asked: CaseChangeBody,
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<CaseDetail>> => {
      const present = await matched(id, ifMatch);
      const { title = present.title, assignee = present.assignee } = asked;
      const priority = asked.priority === undefined ? present.priority : priorityNumber(asked.priority);
      const dueAt = asked.dueAt === undefined ? present.dueAt : timeOf(asked.dueAt);
      const said: SaidRow = { title, assignee, priority, dueAt };
      const event = { action: 'changed', facts: shownOf(said) };
      const facts = { before: auditOf(present), after: auditOf(said) };
      await store.change(changeOf(id, by, 'changeCase', { version: present.version, event, ...facts }), said);
      return tagged(id);
    },

    /** Throws `illegal-transition`. */
    setStatus: async (
      id: string,
      { status, outcome = null, reason }: Omit<StatusChange, 'outcome'> & { outcome?: StatusChange['outcome'] | null },
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<CaseDetail>> => {
      const present = await matched(id, ifMatch);
      checkStatus(present.status, status);
      const event = { action: 'status', facts: { from: present.status, to: status, outcome, reason } };
      const facts = { before: { status: present.status }, after: { status, outcome, reason: digestOf(reason) } };
      await store.setStatus(
        changeOf(id, by, 'setCaseStatus', { version: present.version, event, ...facts }),
        status,
        outcome,
      );
      return tagged(id);
    },

    /** What is linked already stays as it is. Throws `not-found`. */
    link: async (id: string, { kind, target }: Subject, by: Actor): Promise<Tagged<CaseDetail>> => {
      const subject = { kind, target };
      if (!(await store.isLinked(id, subject))) {
        const event = { action: 'linked', facts: { kind, target } };
        await store.link(
          changeOf(id, by, 'linkCase', { version: null, event, after: { kind }, also: subject }),
          subject,
        );
      }
      return tagged(id);
    },

    unlink: async (
      id: string,
      { kind, target }: Subject,
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<CaseDetail>> => {
      const { version } = await matched(id, ifMatch);
      const subject = { kind, target };
      const event = { action: 'unlinked', facts: { kind, target } };
      await store.unlink(changeOf(id, by, 'unlinkCase', { version, event, after: { kind }, also: subject }), subject);
      return tagged(id);
    },

    /** A decision on one of its rings, in one transaction with what the history says of it. Throws as the decision does. */
    decide: async (
      id: string,
      asked: CaseDecision,
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<CaseDetail>> => {
      const { version } = await matched(id, ifMatch);
      const { ring, ringETag, state, reason, code } = asked;
      if (!(await store.isLinked(id, { kind: 'ring', target: ring }))) throw notLinked();
      const event = { action: 'decided', facts: { ring, state, code: code ?? null, reason } };
      const after = { state, code: code ?? null, reason: digestOf(reason) };
      const change = changeOf(id, by, 'decideInCase', { version, event, after, also: { kind: 'ring', target: ring } });
      await decide(ring, { ...{ state, reason, code, by, ifMatch: ringETag }, also: store.decided(change) });
      return tagged(id);
    },

    /** Throws `illegal-transition` where the other is not at work. */
    merge: async (
      id: string,
      { into, reason }: { into: string; reason: string },
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<CaseDetail>> => {
      const { version } = await matched(id, ifMatch);
      if (into === id) throw noCase();
      const event = { action: 'merged', facts: { into, reason } };
      const change = changeOf(id, by, 'mergeCase', { version, event, after: { into, reason: digestOf(reason) } });
      const audit = { ...change.audit, targets: [...change.audit.targets, { kind: 'case' as const, id: into }] };
      await store.merge({ ...change, audit }, into, { action: 'absorbed', facts: { case: id, reason } });
      return tagged(into);
    },

    /** What a ban batch is drafted from. Of a merged case that of the one that goes on. Throws `not-found`. */
    ringsAndAccountsOf: async (id: string): Promise<{ rings: string[]; accounts: string[] }> => {
      let row = await store.get(id);
      while (row.into !== null) row = await store.get(row.into);
      const links = await store.links(row.id);
      const of = (wanted: Subject['kind']) => links.flatMap(({ kind, target }) => (kind === wanted ? [target] : []));
      return { rings: of('ring'), accounts: of('account') };
    },
  };
};

export type CasesService = ReturnType<typeof casesService>;

const MISSING = 'If-Match is missing: a change needs the ETag of the case that it was made on.';
const CHANGED = 'The case was changed since that ETag.';

const timeOf = (time: string | null): number | null => (time === null ? null : Date.parse(time));

const rowOf = ({ priority, assignee, dueAt }: Pick<NewCase, 'priority' | 'assignee' | 'dueAt'>) => ({
  ...{ priority: priorityNumber(priority), assignee, dueAt: timeOf(dueAt) },
});

const shownOf = ({ title, priority, assignee, dueAt }: SaidRow) => ({
  title,
  priority,
  assignee,
  dueAt: rfc3339OrNull(dueAt),
});

/** For the audit trail: people write a title as they like, so its digest stands for it. */
const auditOf = ({ title, ...said }: SaidRow) => {
  const { priority, assignee, dueAt } = said;
  return { title: digestOf(title), priority, assignee, dueAt: rfc3339OrNull(dueAt) };
};

const oneSubject = (): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'Ask for cases about one thing at a time.',
    extra: { problems: [{ in: 'query', pointer: '/account', reason: 'ring, account and signal do not go together' }] },
  });
