import { z } from 'zod';
import { type AuditFault, type AuditVerdict, type Head, verifyChain } from './chain.ts';
import { auditEntry } from './entry.ts';
import type { Seals } from './seal.ts';

const first = z.strictObject({ after: z.int().min(0) });
const last = z.strictObject({ head: z.object({ seq: z.int(), hash: z.string() }).nullable() });

/**
 * Checks a trail as it was exported, without the graph: the lines between one that says where it begins and one that has the
 * head. `noted`: a head that somebody wrote down.
 */
export const verifyExport = async (
  lines: AsyncIterable<string>,
  noted: Head | null,
  seals: Seals | null,
): Promise<AuditVerdict> => {
  const iterator = lines[Symbol.asyncIterator]();
  const begun = first.safeParse(parsed((await iterator.next()).value));
  const after = begun.data?.after ?? 0;
  const ends: Head[] = noted === null ? [] : [noted];
  let ended = false;
  let seq = after;
  const entries = async function* () {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      const value = parsed(next.value);
      const end = last.safeParse(value);
      if (end.success && !ended) {
        ended = true;
        if (end.data.head !== null) ends.push(end.data.head);
        continue;
      }
      const entry = auditEntry.safeParse(value).data ?? null;
      seq = entry?.seq ?? seq + 1;
      yield { seq, entry };
    }
  };
  const verdict = await verifyChain(entries(), ends, seals, after);
  const faults: AuditFault[] = [...verdict.faults];
  if (!begun.success)
    faults.unshift({ seq: after + 1, kind: 'missing', detail: 'begins a file without its first line' });
  if (!ended) faults.push({ seq, kind: 'end', detail: 'is the last of a file without its last line' });
  return { ...verdict, faults };
};

const parsed = (line: unknown): unknown => {
  try {
    return typeof line === 'string' ? JSON.parse(line) : null;
  } catch {
    return null;
  }
};
