import { Neo4jError } from 'neo4j-driver';
import { RingfenceError } from '../errors.ts';

/**
 * The driver's errors → RingfenceErrors of five types: `graph-unavailable`, `graph-login-refused`, `graph-conflict`,
 * `graph-database-missing` and `graph-query-failed`. The server's own text often quotes property values ("… already
 * exists with property `id` = '…'"), so neither it nor the original error is passed on; `extra` holds the query's name
 * and the server's code.
 */
export const graphFailure = (error: unknown, query: string): unknown => {
  if (error instanceof RingfenceError || !(error instanceof Neo4jError)) return error;
  const code = error.code;
  const extra = { query, code };
  if (isUnavailable(error)) {
    return new RingfenceError({
      type: 'graph-unavailable',
      status: 503,
      exitCode: 69,
      retryAfterSeconds: 5,
      detail: `Neo4j does not answer (${code}) while asked ${query}.`,
      mend: 'Check that the server runs and can be reached, then try again; nothing was half-written.',
      extra,
    });
  }
  if (LOGIN.has(code)) {
    return new RingfenceError({
      type: 'graph-login-refused',
      status: 503,
      exitCode: 77,
      detail: 'Neo4j refuses the user name or the password.',
      mend: 'Set neo4j.user and neo4j.passwordFile (or NEO4J_USER and NEO4J_PASSWORD) to the login of that server.',
      extra,
    });
  }
  if (code === 'Neo.ClientError.Schema.ConstraintValidationFailed') {
    return new RingfenceError({
      type: 'graph-conflict',
      status: 409,
      detail: `${query} would write a second node with a key that must be unique.`,
      mend: 'Read the present state and try again.',
      extra,
    });
  }
  if (code === 'Neo.ClientError.Database.DatabaseNotFound') {
    return new RingfenceError({
      type: 'graph-database-missing',
      status: 503,
      exitCode: 78,
      detail: 'The database named in the configuration does not exist on this server.',
      mend: 'Set neo4j.database to one that SHOW DATABASES lists; Community has only "neo4j".',
      extra,
    });
  }
  const said = QUOTES_ONLY_THE_QUERY.has(code) ? `: ${error.message}` : '';
  return new RingfenceError({
    type: 'graph-query-failed',
    detail: `The query ${query} failed (${code})${said}`,
    extra,
  });
};

/** True for a violated uniqueness constraint: somebody else wrote the same key first. */
export const isConflict = (error: unknown): boolean => isType(error, 'graph-conflict');

/** True where the server was away or overloaded and the caller may try again later. */
export const isAway = (error: unknown): boolean => isType(error, 'graph-unavailable');

const isType = (error: unknown, type: string): boolean => error instanceof RingfenceError && error.type === type;

const LOGIN = new Set([
  'Neo.ClientError.Security.Unauthorized',
  'Neo.ClientError.Security.AuthenticationRateLimit',
  'Neo.ClientError.Security.CredentialsExpired',
  'Neo.ClientError.Security.TokenExpired',
]);

/** These messages repeat the query's text and parameter names, never a parameter's value. */
const QUOTES_ONLY_THE_QUERY = new Set([
  'Neo.ClientError.Statement.SyntaxError',
  'Neo.ClientError.Statement.ParameterMissing',
  'Neo.ClientError.Procedure.ProcedureNotFound',
]);

const isUnavailable = (error: Neo4jError): boolean =>
  error.code === 'ServiceUnavailable' ||
  error.code === 'SessionExpired' ||
  error.retryable ||
  error.code.startsWith('Neo.TransientError.') ||
  // The driver gives no code of its own to a full pool.
  error.message.startsWith('Connection acquisition timed out');
