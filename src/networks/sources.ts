import type { Logger } from 'pino';
import { readSource, SourceFault, type SourceSpec } from './source.ts';
import { type NetworkTable, networkTable, type ReadSource } from './table.ts';

/** How a file stands, for people and for `ringfence doctor`. */
export interface SourceStatus {
  readonly kind: 'mmdb' | 'list';
  readonly name: string;
  readonly file: string;
  /** Null for a database. */
  readonly class: string | null;
  /**
   * read: in use as it is on disk. kept: what was read before is in use, because the file is gone or broken now.
   * missing, broken: nothing of it is in use.
   */
  readonly state: 'read' | 'kept' | 'missing' | 'broken';
  /** Why it is not `read`; null when it is. */
  readonly reason: string | null;
  /** Ranges and ASNs of a list, nodes of a database's tree; 0 when nothing is in use. */
  readonly entries: number;
  /** Lines of a list that could not be read. */
  readonly brokenLines: number;
  /** When a database was made, epoch milliseconds; null for a list. */
  readonly builtAt: number | null;
}

export interface Sources {
  /** Reads all files again; what cannot be read stays as it was. Returns the table, the same one when nothing changed. */
  read(): Promise<NetworkTable>;
  readonly status: readonly SourceStatus[];
  /** Whether every file of the configuration is in use, as it is or as it was. */
  readonly whole: boolean;
}

interface Held {
  readonly source: ReadSource | null;
  readonly fault: SourceFault | null;
}

/** The files of the configuration, and what was last read of each. One `read` at a time. */
export const networkSources = (specs: readonly SourceSpec[], log: Logger): Sources => {
  let held: readonly Held[] = specs.map(() => ({ source: null, fault: new SourceFault('missing', 'is not read yet') }));
  let table = networkTable([]);

  const readAgain = async (spec: SourceSpec, before: Held): Promise<Held> => {
    try {
      const source = await readSource(spec);
      if (source.sha256 !== before.source?.sha256 || before.fault !== null) tellBroken(spec, source);
      return { source, fault: null };
    } catch (error) {
      // Whatever it is, events must come in without it.
      const fault =
        error instanceof SourceFault ? error : new SourceFault('broken', `cannot be read (${(error as Error).name})`);
      if (fault.message !== before.fault?.message) tellFault(spec, fault, before.source !== null);
      return { source: before.source, fault };
    }
  };

  const tellBroken = ({ file, name }: SourceSpec, source: ReadSource): void => {
    if (source.kind === 'mmdb') {
      log.debug({ file, type: source.mmdb.databaseType }, 'network database read');
      return;
    }
    const { ranges, asns, broken, problems } = source.entries;
    for (const { line, reason } of problems) log.warn({ file, line }, `a line of this list ${reason}; it is left out`);
    log.debug({ file, name, ranges: ranges.length, asns: asns.length, broken }, 'network list read');
  };

  const tellFault = ({ file }: SourceSpec, { message }: SourceFault, kept: boolean): void =>
    log.warn(
      { file },
      `this file of \`networks\` ${message}; ${kept ? 'what was read of it before stays in use' : 'addresses are classed without it'}`,
    );

  return {
    async read() {
      const next: Held[] = [];
      // One after another: memory holds one file's text at a time.
      for (const [i, spec] of specs.entries()) next.push(await readAgain(spec, held[i]!));
      const changed = next.some(({ source }, i) => source?.sha256 !== held[i]!.source?.sha256);
      held = next;
      if (changed) table = networkTable(next.flatMap(({ source }) => (source === null ? [] : [source])));
      return table;
    },
    get status() {
      return specs.map((spec, i) => statusOf(spec, held[i]!));
    },
    get whole() {
      return held.every(({ source }) => source !== null);
    },
  };
};

const statusOf = (spec: SourceSpec, { source, fault }: Held): SourceStatus => {
  const list = source?.kind === 'list' ? source.entries : null;
  const database = source?.kind === 'mmdb' ? source.mmdb : null;
  return {
    kind: spec.kind,
    name: spec.name,
    file: spec.file,
    class: spec.kind === 'list' ? spec.class : null,
    state: fault === null ? 'read' : source === null ? fault.state : 'kept',
    reason: fault?.message ?? null,
    entries: list === null ? (database?.nodes ?? 0) : list.ranges.length + list.asns.length,
    brokenLines: list?.broken ?? 0,
    builtAt: database !== null && Number.isFinite(database.builtAt) ? database.builtAt : null,
  };
};
