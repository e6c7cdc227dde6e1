import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Actor, AuditEvent } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { changedSince, requireMatch } from '../http/if-match.ts';
import { newestFirst } from '../http/pages.ts';
import type { Alert, AlertRule, alertPage, RuleBody, ruleList, testAnswer } from './schema.ts';
import type { AlertRow, AlertStore, RuleRow } from './store.ts';

interface Tagged {
  readonly body: AlertRule;
  readonly etag: string;
}

export type AlertService = ReturnType<typeof alertService>;

export const alertService = ({
  store,
  newId,
  now,
}: {
  store: AlertStore;
  newId(prefix: string): string;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const found = async (id: string): Promise<RuleRow> => {
    const row = await store.rule(id);
    if (row === null) throw notFound('There is no rule with this id.', 'List them: GET /v1/alert-rules.');
    return row;
  };
  const tagged = async (id: string): Promise<Tagged> => {
    const row = await found(id);
    return { body: ruleShown(row), etag: etagOf(row) };
  };
  const matched = async (id: string, ifMatch: string | undefined): Promise<RuleRow> => {
    const row = await found(id);
    requireMatch(ifMatch, etagOf(row), { missing: MISSING, changed: CHANGED });
    return row;
  };
  const written = async (
    { id, version }: Pick<RuleRow, 'id' | 'version'>,
    body: RuleBody,
    by: Actor,
    facts: Pick<AuditEvent, 'action' | 'before'>,
  ): Promise<Tagged> => {
    const { when, quiet, ...rest } = body;
    const row = { ...rest, when: JSON.stringify(when), quiet: quiet === null ? null : JSON.stringify(quiet) };
    const event = { actor: by, targets: targetOf(id), after: factsOf(row), ...facts };
    const done = await store.writeRule({ id, version, ...row, by: by.name, at: now() }, event);
    if (!done) throw changedSince(CHANGED);
    return tagged(id);
  };

  return {
    rules: async (): Promise<z.output<typeof ruleList>> => ({ rules: (await store.rules()).map(ruleShown) }),
    rule: tagged,

    add: async (body: RuleBody, by: Actor): Promise<Tagged> => {
      const id = newId('rule');
      return written({ id, version: 0 }, body, by, { action: 'addAlertRule', before: null });
    },

    /** Throws `precondition-…`, `not-found`. */
    change: async (id: string, body: RuleBody, ifMatch: string | undefined, by: Actor): Promise<Tagged> => {
      const row = await matched(id, ifMatch);
      return written(row, body, by, { action: 'changeAlertRule', before: factsOf(row) });
    },

    /** Throws as `change` does. Alerts that it raised stay. */
    remove: async (id: string, ifMatch: string | undefined, by: Actor): Promise<void> => {
      const row = await matched(id, ifMatch);
      const facts = { before: factsOf(row), after: null };
      const event = { actor: by, action: 'removeAlertRule', targets: targetOf(id), ...facts };
      if (!(await store.removeRule(id, row.version, event))) throw changedSince(CHANGED);
    },

    /** Sends what an alert of the rule would look like, quiet hours or not. */
    test: async (id: string, by: Actor): Promise<z.output<typeof testAnswer>> => {
      const { name, when } = await found(id);
      const rule = { id, name, when: JSON.parse(when) as unknown };
      const event = { actor: by, action: 'testAlertRule', targets: targetOf(id), before: null, after: null };
      const sent = await store.putTest({ rule, text: 'This is a test: no ring is behind it.', by: by.name }, event);
      return { deliveries: sent.map(({ delivery, receiver }) => ({ id: delivery, receiver })) };
    },

    list: async (asked: {
      rule?: string | undefined;
      ring?: string | undefined;
      acknowledged?: boolean | undefined;
      limit: number;
      cursor?: string | undefined;
    }): Promise<z.output<typeof alertPage>> => {
      const { cursor, limit, ...query } = asked;
      const { rule = '', ring = '', acknowledged = null } = query;
      const { rows, next } = await newestFirst(
        { cursor, limit },
        query,
        (place, most) => store.list({ rule, ring, acknowledged }, place, most),
        ({ at, id }) => [at, id],
      );
      return { alerts: rows.map(shown), next };
    },

    /** Once: whoever was first stays. Throws `not-found`. */
    acknowledge: async (id: string, by: Actor): Promise<Alert> => {
      const row = await store.get(id);
      if (row === null) throw notFound('There is no alert with this id.', 'List them: GET /v1/alerts.');
      const targets = [...targetOf(row.rule), { kind: 'ring' as const, id: row.ring }];
      const facts = { before: null, after: { alert: id } };
      await store.acknowledge(id, by.name, now(), { actor: by, action: 'acknowledgeAlert', targets, ...facts });
      return shown((await store.get(id))!);
    },
  };
};

const MISSING = 'If-Match is missing: a change needs the ETag of the rule that it was made on.';
const CHANGED = 'The rule was changed since that ETag.';
const etagOf = ({ id, version }: Pick<RuleRow, 'id' | 'version'>): string => `"${id}.${version}"`;
const targetOf = (id: string) => [{ kind: 'alert-rule' as const, id }];

/** People name a rule as they like, so the digest of the name stands for it. */
const factsOf = ({ name, enabled, when, againPercent, quiet }: Omit<RuleRow, 'id' | 'version' | 'by' | 'at'>) => ({
  ...{ name: createHash('sha256').update(name).digest('hex'), enabled, when, againPercent, quiet },
});

const ruleShown = ({ when, quiet, at, ...row }: RuleRow): AlertRule => ({
  ...row,
  when: JSON.parse(when) as AlertRule['when'],
  quiet: quiet === null ? null : (JSON.parse(quiet) as AlertRule['quiet']),
  at: rfc3339(at),
});

const shown = (row: AlertRow): Alert => ({
  ...row,
  at: rfc3339(row.at),
  acknowledgedAt: rfc3339OrNull(row.acknowledgedAt),
});

const notFound = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'not-found', status: 404, detail, mend });
