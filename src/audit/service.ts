import { LAST_TIME, pageOf } from '../http/pages.ts';
import { type AuditVerdict, type Head, verifyChain } from './chain.ts';
import type { AuditPage, AuditQuery } from './schema.ts';
import type { Seals } from './seal.ts';
import type { AuditStore } from './store.ts';

/** After every entry and every time. */
const END = Number.MAX_SAFE_INTEGER;

/** Reads and checks the trail. `seals` is null where the service keys are not at hand. */
export const auditService = ({ store, seals }: { store: AuditStore; seals: Seals | null }) => {
  const referencesOf = (target: string): readonly string[] => {
    const at = target.indexOf(':');
    const [kind, id] = [target.slice(0, at), target.slice(at + 1)];
    const personal = kind === 'account' || kind === 'signal' || kind === 'value';
    return personal ? (seals?.references(kind, id) ?? []) : [target];
  };

  return {
    list: async ({ cursor, limit, ...query }: AuditQuery): Promise<AuditPage> => {
      const filter = {
        actor: query.actor ?? '',
        action: query.action ?? '',
        targets: query.target === undefined ? [] : referencesOf(query.target),
        from: query.from ?? 0,
        to: query.to ?? LAST_TIME,
      };
      const [{ rows, next }, head] = await Promise.all([
        pageOf({ cursor, limit }, query, {
          from: [END],
          read: ([below], most) => store.list(filter, Number(below), most),
          at: ({ seq }) => [seq],
        }),
        store.head(),
      ]);
      const entries = rows.flatMap(({ entry }) => (entry === null ? [] : [entry]));
      const refs = new Set(entries.flatMap(({ targets }) => targets.filter((text) => /^(account|signal):/.test(text))));
      return {
        entries,
        subjects: Object.fromEntries(refs.size === 0 ? [] : await store.subjects([...refs])),
        head,
        next,
      };
    },

    /** The trail as NDJSON in order, between a line that says where it begins and one with its head: it can be verified without the graph. */
    async *pieces(after: number, signal: AbortSignal): AsyncGenerator<string> {
      const head = await store.head();
      yield `${JSON.stringify({ after })}\n`;
      for await (const { seq, entry } of store.walk(after, head?.seq ?? 0)) {
        signal.throwIfAborted();
        yield `${JSON.stringify(entry ?? { seq })}\n`;
      }
      yield `${JSON.stringify({ head })}\n`;
    },

    /** Checks the whole trail of the graph; `noted`: a head that somebody wrote down, which it must reach. */
    async verify(noted: Head | null): Promise<AuditVerdict> {
      const head = await store.head();
      const verdict = await verifyChain(
        store.walk(0, END),
        [head, noted].filter((each) => each !== null),
        seals,
      );
      if (head !== null || verdict.entries === 0) return verdict;
      const fault = {
        seq: verdict.entries,
        kind: 'end' as const,
        detail: 'is the last, and the mark of the end was removed',
      };
      return { ...verdict, faults: [...verdict.faults, fault] };
    },
  };
};

export type AuditService = ReturnType<typeof auditService>;
