import type { Role } from './roles.ts';

/** `open`: nobody is asked who they are. `any`: whoever has a role. Else: whoever has one of these roles. */
export type Who = 'open' | 'any' | readonly Role[];

export interface AccessEntry {
  readonly who: Who;
}

/** `GET /v1/rings/{id}` → who may. What is not in it may nobody. */
export type AccessTable = Readonly<Record<string, AccessEntry>>;

const open: AccessEntry = { who: 'open' };
/** What describes the API itself. */
const described: AccessEntry = { who: 'any' };
const read: AccessEntry = { who: ['viewer', 'investigator', 'enforcer', 'approver', 'admin'] };
const investigate: AccessEntry = { who: ['investigator', 'admin'] };
const send: AccessEntry = { who: ['ingest', 'admin'] };

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

  'POST /v1/events': send,

  'POST /v1/runs': investigate,
  'GET /v1/runs': read,
  'GET /v1/runs/{id}': read,
  'GET /v1/runs/{id}/events': read,
  'POST /v1/runs/{id}/cancel': investigate,

  'GET /v1/rings': read,
  'GET /v1/rings/{id}': read,
  'GET /v1/rings/{id}/members': read,
  'GET /v1/rings/{id}/graph': read,
  'GET /v1/rings/{id}/timeline': read,
  'GET /v1/rings/{id}/counterfactual': read,
  'GET /v1/rings/{id}/holding': read,
  'GET /v1/rings/{id}/members/{account}/why': read,
  'GET /v1/rings/{id}/decisions': read,
  'PUT /v1/rings/{id}/state': investigate,

  'GET /v1/campaigns': read,
  'GET /v1/campaigns/{id}': read,

  'GET /v1/accounts/{id}': read,
  'GET /v1/accounts/{id}/shared': read,
  'GET /v1/accounts/{id}/signals': read,
  'POST /v1/accounts/{id}/match': read,
  'GET /v1/signals/{key}': read,
  'GET /v1/signals/{key}/accounts': read,
  'GET /v1/signal-types': read,
  'GET /v1/search': read,
  'POST /v1/search': read,

  'GET /v1/exports/rings': read,
  'GET /v1/exports/accounts': read,
};

/** The name of a route in the table. */
export const routeName = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method.toUpperCase()} ${path}`;
