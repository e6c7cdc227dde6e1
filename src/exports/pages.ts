import type { Row } from './columns.ts';
import { accountLinesOf, reasonsOf, ringLineOf } from './rows.ts';
import { EVIDENCE_SHOWN, REASONS_SHOWN } from './schema.ts';
import type { AfterMember, ExportFilter, ExportsStore, MemberColumns, RingRow, RunRow } from './store.ts';

/** Rows read at a time: some 0.5 MB here, and a fraction of a second of the server's time. */
const PAGE_ROWS = 1_000;
/** Rings read at a time: each brings its strongest evidence. */
const PAGE_RINGS = 500;

export interface Asked {
  readonly run: RunRow;
  readonly filter: ExportFilter;
  readonly minStrength: number;
}

/** Rings of a run as rows: by score from high to low, equal ones by id. */
export async function* ringPages(store: ExportsStore, { run, filter }: Asked): AsyncGenerator<readonly Row[]> {
  for await (const rings of ringsInOrder(store, run, filter, EVIDENCE_SHOWN)) {
    yield rings.map((ring) => ringLineOf(run, ring));
  }
}

/** Accounts of a run as rows: ring by ring in the order of rings, the most strongly held first, equal ones by id. */
export async function* accountPages(
  store: ExportsStore,
  { run, filter, minStrength }: Asked,
  pageRows = PAGE_ROWS,
): AsyncGenerator<readonly Row[]> {
  for await (const page of ringsInOrder(store, run, filter, 0)) {
    for (const rings of inGroups(page, pageRows)) {
      const ids = rings.map(({ id }) => id);
      const reasons = reasonsOf(await store.evidence(run.id, ids));
      let after: AfterMember | null = null;
      do {
        const members: MemberColumns = await store.members(run.id, ids, minStrength, after, pageRows, REASONS_SHOWN);
        const last = members.account.length - 1;
        if (last >= 0) yield accountLinesOf(run, rings, reasons, members);
        after = last + 1 < pageRows ? null : afterOf(members, last);
      } while (after !== null);
    }
  }
}

const afterOf = ({ place, strength, account }: MemberColumns, n: number): AfterMember => ({
  place: place[n]!,
  strength: strength[n]!,
  account: account[n]!,
});

async function* ringsInOrder(
  store: ExportsStore,
  run: RunRow,
  filter: ExportFilter,
  evidence: number,
): AsyncGenerator<RingRow[]> {
  let last: RingRow | null = null;
  do {
    const rings = await store.rings(run.id, filter, last, PAGE_RINGS, evidence);
    if (rings.length > 0) yield rings;
    last = rings.length < PAGE_RINGS ? null : rings.at(-1)!;
  } while (last !== null);
}

/** Rings that have at most so many members together; one that alone has more is a group of its own. */
const inGroups = (rings: readonly RingRow[], rows: number): RingRow[][] => {
  const groups: RingRow[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    if (size + ring.size > rows) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(ring);
    size += ring.size;
  }
  return groups;
};

/** The same pages, the next one already asked for while one is written: the database and the encoder work side by side. */
export async function* oneAhead<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
  let coming = pages.next();
  try {
    for (let page = await coming; !page.done; page = await coming) {
      coming = pages.next();
      // Whoever asks for it gets its error; until then it is nobody's.
      coming.catch(() => undefined);
      yield page.value;
    }
  } finally {
    await coming.catch(() => undefined);
    await pages.return(undefined);
  }
}
