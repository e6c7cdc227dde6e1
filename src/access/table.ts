import type { AuditedKind } from '../audited-kinds.ts';
import type { Role } from './roles.ts';

/** `open`: nobody is asked who they are. `any`: whoever has a role. Else: whoever has one of these roles. */
export type Who = 'open' | 'any' | readonly Role[];

export interface AccessEntry {
  readonly who: Who;
  /**
   * Set where the answer holds personal values: each use is then in the audit trail before it is answered. Names in the path, the query or
   * the body → what they name. Changes are recorded in their own transactions.
   */
  readonly recorded?: Readonly<Record<string, AuditedKind>>;
  /** Set where a body gives all the values that the answer tells of: such a request reads nobody's, and is not recorded. */
  readonly unlessGiven?: true;
  /** Set where only what names something reads personal values: a request that names none of it is not recorded. */
  readonly ifNamed?: true;
  /** Set where a session opens nothing: whoever asks shows the key or the token itself. */
  readonly noSession?: true;
}

/** `GET /v1/rings/{id}` → who may. What is not in it may nobody. */
export type AccessTable = Readonly<Record<string, AccessEntry>>;

const open: AccessEntry = { who: 'open' };
/** What describes the API itself, and whoever asks. */
const described: AccessEntry = { who: 'any' };
const read: AccessEntry = { who: ['viewer', 'investigator', 'enforcer', 'approver', 'admin'] };
const investigate: AccessEntry = { who: ['investigator', 'admin'] };
const enforce: AccessEntry = { who: ['enforcer', 'admin'] };
const approve: AccessEntry = { who: ['approver', 'admin'] };
const send: AccessEntry = { who: ['ingest', 'admin'] };
const administer: AccessEntry = { who: ['admin'] };

/** Read by whoever reads, and recorded. */
const readOf = (recorded: NonNullable<AccessEntry['recorded']>): AccessEntry => ({ ...read, recorded });
/** For whoever watches over the others, and recorded. */
const watch: AccessEntry = { who: ['admin'], recorded: { target: 'value' } };

/** Who may do what, the whole of it. A route that is not here is refused to everybody. */
export const ACCESS: AccessTable = {
  'GET /healthz': open,
  'GET /readyz': open,
  'GET /metrics': read,
  'GET /openapi.json': described,
  'GET /problems/{type}': described,
  'GET /docs': described,
  'GET /docs/start.js': described,
  'GET /docs/swagger-ui.js': described,
  'GET /docs/swagger-ui.css': described,

  'POST /v1/session': { ...described, noSession: true },
  'GET /v1/session': described,
  'DELETE /v1/session': described,
  'DELETE /v1/sessions': described,
  'GET /v1/sessions': { who: ['admin'] },
  'DELETE /v1/sessions/{id}': { who: ['admin'] },

  'POST /v1/events': send,

  'POST /v1/runs': investigate,
  'GET /v1/runs': read,
  'GET /v1/runs/{id}': read,
  'GET /v1/runs/{id}/events': read,
  'POST /v1/runs/{id}/cancel': investigate,

  'GET /v1/rings': read,
  'GET /v1/rings/{id}': readOf({ id: 'ring' }),
  'GET /v1/rings/{id}/members': readOf({ id: 'ring' }),
  'GET /v1/rings/{id}/graph': readOf({ id: 'ring' }),
  'GET /v1/rings/{id}/timeline': read,
  'GET /v1/rings/{id}/counterfactual': readOf({ id: 'ring' }),
  'GET /v1/rings/{id}/holding': readOf({ id: 'ring' }),
  'GET /v1/rings/{id}/members/{account}/why': readOf({ id: 'ring', account: 'account' }),
  'GET /v1/rings/{id}/decisions': read,
  'PUT /v1/rings/{id}/state': investigate,

  'GET /v1/campaigns': read,
  'GET /v1/campaigns/{id}': readOf({ id: 'campaign' }),

  'GET /v1/accounts/{id}': readOf({ id: 'account' }),
  'GET /v1/accounts/{id}/shared': readOf({ id: 'account' }),
  'GET /v1/accounts/{id}/signals': readOf({ id: 'account' }),
  'POST /v1/accounts/{id}/match': { ...readOf({ id: 'account' }), unlessGiven: true },
  'POST /v1/accounts/{id}/erase': { who: ['admin'] },
  'POST /v1/accounts/{id}/erase/preview': { who: ['admin'], recorded: { id: 'account' } },
  'GET /v1/erasures': { who: ['admin'], recorded: { account: 'value' } },
  'GET /v1/retention': { who: ['admin'] },
  'POST /v1/retention': { who: ['admin'] },
  'GET /v1/signals/{key}': readOf({ key: 'signal' }),
  'GET /v1/signals/{key}/accounts': readOf({ key: 'signal' }),
  'GET /v1/signal-types': read,
  'GET /v1/search': readOf({ q: 'value' }),
  'POST /v1/search': readOf({ value: 'value' }),

  'GET /v1/exports/rings': readOf({ run: 'run', ring: 'ring' }),
  'GET /v1/exports/accounts': readOf({ run: 'run', ring: 'ring' }),

  'GET /v1/allow-list': readOf({}),
  'POST /v1/allow-list': investigate,
  'POST /v1/allow-list/preview': { ...investigate, recorded: { target: 'value' } },
  'GET /v1/allow-list/{id}': readOf({ id: 'allowance' }),
  'PUT /v1/allow-list/{id}': investigate,
  'POST /v1/allow-list/{id}/withdraw': investigate,

  'GET /v1/cases': readOf({ ring: 'ring', account: 'account', signal: 'signal' }),
  'POST /v1/cases': investigate,
  'GET /v1/cases/{id}': readOf({ id: 'case' }),
  'PATCH /v1/cases/{id}': investigate,
  'PUT /v1/cases/{id}/status': investigate,
  'GET /v1/cases/{id}/history': readOf({ id: 'case' }),
  'GET /v1/cases/{id}/notes': readOf({ id: 'case' }),
  'POST /v1/cases/{id}/notes': investigate,
  'POST /v1/cases/{id}/links': investigate,
  'POST /v1/cases/{id}/unlink': investigate,
  'GET /v1/cases/{id}/snapshots': readOf({ id: 'case' }),
  'POST /v1/cases/{id}/snapshots': investigate,
  'GET /v1/cases/{id}/snapshots/{snapshot}': readOf({ id: 'case' }),
  'POST /v1/cases/{id}/decisions': investigate,
  'POST /v1/cases/{id}/merge': investigate,
  'GET /v1/receivers': administer,
  'POST /v1/receivers': administer,
  'GET /v1/receivers/{id}': administer,
  'PUT /v1/receivers/{id}': administer,
  'POST /v1/receivers/{id}/secret': administer,
  'POST /v1/receivers/{id}/withdraw': administer,
  'POST /v1/receivers/{id}/test': administer,
  'GET /v1/deliveries': read,
  'GET /v1/deliveries/{id}': read,
  'POST /v1/deliveries/replay': enforce,
  'POST /v1/deliveries/{id}/replay': enforce,

  'GET /v1/alerts': read,
  'POST /v1/alerts/{id}/acknowledge': investigate,
  'GET /v1/alert-rules': read,
  'POST /v1/alert-rules': investigate,
  'GET /v1/alert-rules/{id}': read,
  'PUT /v1/alert-rules/{id}': investigate,
  'DELETE /v1/alert-rules/{id}': investigate,
  'POST /v1/alert-rules/{id}/test': investigate,

  'POST /v1/backtests': investigate,
  'GET /v1/backtests': read,
  'GET /v1/backtests/{id}': read,
  'GET /v1/backtests/{id}/compare': readOf({ id: 'back-test', with: 'back-test' }),
  'POST /v1/backtests/{id}/cancel': investigate,
  'POST /v1/backtests/{id}/promote': approve,
  'GET /v1/configuration/detection': read,
  'GET /v1/configuration/detection/versions': read,
  'POST /v1/configuration/detection/go-back': approve,

  'GET /v1/bans': { ...readOf({ ring: 'ring', account: 'account', case: 'case' }), ifNamed: true },
  'POST /v1/bans': enforce,
  'POST /v1/bans/list': enforce,
  'GET /v1/bans/keys': read,
  'GET /v1/bans/{id}': readOf({ id: 'ban-batch' }),
  'GET /v1/bans/{id}/accounts': readOf({ id: 'ban-batch' }),
  'GET /v1/bans/{id}/exclusions': readOf({ id: 'ban-batch' }),
  'POST /v1/bans/{id}/draw': enforce,
  'POST /v1/bans/{id}/leave-out': enforce,
  'POST /v1/bans/{id}/take-in': enforce,
  'POST /v1/bans/{id}/freeze': enforce,
  'GET /v1/bans/{id}/manifest': readOf({ id: 'ban-batch' }),
  'GET /v1/bans/{id}/collateral': read,
  'GET /v1/bans/{id}/followup': readOf({ id: 'ban-batch' }),
  'POST /v1/bans/{id}/followup': enforce,
  'POST /v1/bans/{id}/approve': approve,
  'POST /v1/bans/{id}/reject': approve,
  'POST /v1/bans/{id}/cancel': enforce,
  'POST /v1/bans/{id}/start': enforce,
  'GET /v1/bans/{id}/progress': read,
  'POST /v1/bans/{id}/pause': enforce,
  'POST /v1/bans/{id}/resume': enforce,
  'POST /v1/bans/{id}/release': approve,
  'POST /v1/bans/{id}/undo': enforce,
  'GET /v1/bans/{id}/pending': { ...enforce, recorded: { id: 'ban-batch' } },
  'POST /v1/bans/{id}/acknowledgements': enforce,

  'GET /v1/appeals': readOf({ account: 'account', signal: 'signal' }),
  'POST /v1/appeals': { who: ['enforcer', 'approver', 'admin'] },
  'GET /v1/appeals/precision': read,
  'GET /v1/appeals/{id}': readOf({ id: 'appeal' }),
  'POST /v1/appeals/{id}/decision': approve,
  'POST /v1/appeals/{id}/take-back': approve,

  'GET /v1/audit': watch,
  'GET /v1/audit/export': watch,
};

/** The name of a route in the table. */
export const routeName = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method.toUpperCase()} ${path}`;
