import { createHash } from 'node:crypto';
import type { Actor, AuditFacts } from '../audited.ts';
import type { CaseEvent, Subject } from './rows.ts';
import type { CaseChange } from './store.ts';

/** Puts together what the history of a case and the audit trail say of one change. `also`: what else it is done to. */
export const changeMaker =
  (now: () => number) =>
  (
    id: string,
    by: Actor,
    action: string,
    said: { version: number | null; event: CaseEvent; before?: AuditFacts; after: AuditFacts; also?: Subject },
  ): CaseChange => {
    const { version, event, before = null, after, also } = said;
    const targets = [
      { kind: 'case' as const, id },
      ...(also === undefined ? [] : [{ kind: also.kind, id: also.target }]),
    ];
    return { id, version, by, at: now(), events: [event], audit: { actor: by, action, targets, before, after } };
  };

/** SHA-256, hex: for the audit trail, in place of what people write as they like. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
