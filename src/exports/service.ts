import { RingfenceError } from '../errors.ts';
import { ringFilterParameters } from '../ring-filter.ts';
import { noSuchRun, runGone } from '../run-errors.ts';
import { holdHeapSmall } from '../small-heap.ts';
import { type Column, columnsOf, type Row } from './columns.ts';
import { formats, type Written } from './formats.ts';
import { type Asked, accountPages, oneAhead, ringPages } from './pages.ts';
import { accountLine, type ExportQuery, type FormatName, ringLine, type Subject } from './schema.ts';
import type { ExportFilter, ExportsStore, RunRow, Totals } from './store.ts';

/** An export that can begin: of one run, which had all of its rings a moment ago. */
export interface OpenExport {
  readonly subject: Subject;
  readonly run: string;
  /** For an attachment: `ringfence-accounts-<run>.csv`. */
  readonly fileName: string;
  readonly mediaType: string;
  /** Rows handed to the format so far. */
  readonly rows: number;
  /**
   * The file in pieces; can be read once. Throws `run-gone` where the run's rings were removed or changed meanwhile, and what
   * the graph throws: only an iteration that ends without an error has given a whole file.
   */
  pieces(signal: AbortSignal): AsyncGenerator<string | Uint8Array>;
}

const SUBJECT = {
  rings: { columns: columnsOf(ringLine), pages: ringPages },
  accounts: { columns: columnsOf(accountLine), pages: accountPages },
} as const;

export const exportColumns = (subject: Subject): readonly Column[] => SUBJECT[subject].columns;

export const exportsService = ({ store }: { store: ExportsStore }) => {
  /** Throws `not-found` where there is no such run or ring, and `run-gone` where the run's rings are no longer kept. */
  const open = async (subject: Subject, format: FormatName, query: ExportQuery): Promise<OpenExport> => {
    const run = await store.run(query.run ?? '');
    if (run === null) throw noSuchRun(query.run);
    const totals = await store.totals(run.id);
    if (!isWhole(run, totals)) throw runGone(run.id, 'an export');
    if (query.ring !== undefined && query.ring.length > 0) await requireRings(store, run, query.ring);

    const asked: Asked = { run, filter: filterOf(query), minStrength: query.minStrength ?? 0 };
    const { mediaType, extension, encode } = formats[format];
    const { columns, pages } = SUBJECT[subject];
    let rows = 0;
    const counted = async function* (signal: AbortSignal): AsyncGenerator<readonly Row[]> {
      using _ = holdHeapSmall('all');
      for await (const page of oneAhead(pages(store, asked))) {
        signal.throwIfAborted();
        rows += page.length;
        yield page;
      }
      // What was read after the rings began to go is missing without a trace: so they must all still be there.
      const still = await store.totals(run.id);
      if (still.rings !== totals.rings || still.members !== totals.members) throw runGone(run.id, 'an export');
    };
    const written: Written = { run: run.id, bom: query.bom ?? false, end: query.end ?? false };
    return {
      subject,
      run: run.id,
      fileName: `ringfence-${subject}-${run.id.replaceAll(/[^\w.-]/g, '_')}.${extension}`,
      mediaType,
      get rows() {
        return rows;
      },
      pieces: (signal) => encode(columns, counted(signal), written),
    };
  };

  return { open };
};

export type ExportsService = ReturnType<typeof exportsService>;

/**
 * Whether a run still has all that it wrote. Its rings go one after another when it is removed, a large one member by
 * member; the published run is never removed, and there a member can only be missing because its account was erased.
 */
const isWhole = (run: RunRow, { rings, members }: Totals): boolean => {
  const { sizes } = JSON.parse(run.counts ?? '{}') as { sizes?: Partial<Totals> };
  return rings >= (sizes?.rings ?? 0) && (run.current || members >= (sizes?.members ?? 0));
};

const requireRings = async (store: ExportsStore, run: RunRow, rings: readonly string[]): Promise<void> => {
  const known = new Set(await store.knownRings(run.id, rings));
  const unknown = rings.filter((ring) => !known.has(ring));
  if (unknown.length === 0) return;
  throw new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: `Run ${run.id} has no ring with ${unknown.length === 1 ? 'this id' : `${unknown.length} of these ids`}.`,
    mend: 'GET /v1/rings lists the rings of the published run.',
    extra: { rings: unknown },
  });
};

const filterOf = (query: ExportQuery): ExportFilter => ({ ...ringFilterParameters(query), rings: query.ring ?? [] });
