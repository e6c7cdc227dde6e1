import type { Caller } from '../access/caller.ts';
import type { AccessEntry } from '../access/table.ts';
import type { Actor, AuditEvent } from '../audited.ts';

/** The caller of a request as the audit trail names them. */
export const actorOf = (caller: Caller | null, address: string | undefined, requestId: string): Actor => ({
  kind: caller?.kind ?? 'service',
  id: caller?.id ?? 'nobody',
  name: caller?.name ?? 'nobody',
  from: address ?? null,
  request: requestId,
});

/** A reading of personal values: by whom, and of what the path, the query and the body name. Null where a request reads none. */
export const readingOf = (
  action: string,
  call: { readonly params: object; readonly query: object; readonly body: unknown; readonly actor: Actor },
  { recorded, unlessGiven, ifNamed }: AccessEntry,
): AuditEvent | null => {
  if (recorded === undefined || (unlessGiven && call.body !== undefined)) return null;
  const given: Record<string, unknown> = { ...(call.body as object | undefined), ...call.query, ...call.params };
  const targets = Object.entries(recorded).flatMap(([name, kind]) =>
    [given[name]].flat().flatMap((id) => (typeof id === 'string' ? [{ kind, id }] : [])),
  );
  return ifNamed && targets.length === 0 ? null : { actor: call.actor, action, targets, before: null, after: null };
};
