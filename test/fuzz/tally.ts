import CliTable from 'cli-table3';

/** What hooks.py writes of an answer, and again of each check that it failed. */
export interface AnswerLine {
  readonly operation: string;
  /** Whether it was asked by the operation's method and the round's login, and not by another that a check tried. */
  readonly own: boolean;
  readonly status: number;
  readonly seconds: number;
  /** What it failed; null in the line that counts it. */
  readonly failed: string | null;
}

/** What a round came to. */
export interface Tally {
  readonly round: string;
  readonly seconds: number;
  readonly operations: number;
  readonly cases: number;
  readonly statuses: Readonly<Record<'2xx' | '3xx' | '4xx' | '5xx', number>>;
  /** What failed of which operation, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  readonly neverWell: readonly string[];
  readonly slowest: { readonly operation: string; readonly seconds: number };
  /** Whether schemathesis ended well too, and the service logged no error. */
  readonly whole: boolean;
}

/** `open`: the operations that the round may use, of which those that were never answered with success are named. */
export const tallyOf = (
  lines: readonly AnswerLine[],
  told: { readonly round: string; readonly seconds: number; readonly open: readonly string[]; readonly whole: boolean },
): Tally => {
  const { open, ...rest } = told;
  const statuses = { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 };
  const failures: Record<string, number> = {};
  const well = new Set<string>();
  const counted = lines.filter(({ failed }) => failed === null);
  let slowest = { operation: '', seconds: 0 };
  for (const { operation, own, status, seconds } of counted) {
    statuses[classOf(status)]++;
    if (own && classOf(status) === '2xx') well.add(operation);
    if (seconds > slowest.seconds) slowest = { operation, seconds };
  }
  for (const { operation, status, failed } of lines) {
    if (failed === null) continue;
    const name = `${operation}: ${failed} (${status})`;
    failures[name] = (failures[name] ?? 0) + 1;
  }
  return {
    ...rest,
    ...{
      operations: new Set(counted.map(({ operation }) => operation)).size,
      cases: counted.length,
      statuses,
      failures,
    },
    ...{ neverWell: open.filter((operation) => !well.has(operation)), slowest },
  };
};

const classOf = (status: number): keyof Tally['statuses'] => `${Math.floor(status / 100)}xx` as keyof Tally['statuses'];

export const isGreen = ({ whole, cases, failures, statuses }: Tally): boolean =>
  whole && cases > 0 && Object.keys(failures).length === 0 && statuses['5xx'] === 0;

/** For people: a row a round, then what failed and what was never answered well. */
export const tableOf = (tallies: readonly Tally[]): string => {
  const head = ['round', 'operations', 'cases', '2xx', '3xx', '4xx', '5xx', 'failures', 'slowest answer', 'time'];
  const table = new CliTable({ head, style: { head: [], border: [] } });
  for (const { round, operations, cases, statuses, failures, slowest, seconds } of tallies) {
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    table.push([
      ...[round, operations, cases, ...Object.values(statuses), failed],
      ...[`${slowest.seconds.toFixed(1)} s ${slowest.operation}`, `${Math.round(seconds)} s`],
    ]);
  }
  const lines = tallies.flatMap(({ round, failures, neverWell }) => [
    ...Object.entries(failures).map(([what, count]) => `failed as ${round}: ${what} × ${count}`),
    ...neverWell.map((operation) => `never answered with success as ${round}: ${operation}`),
  ]);
  return [table.toString(), ...lines].join('\n');
};
