import type { Measured } from './measure.ts';
import { OURS } from './measure.ts';
import { brier, calibrationError, reliability, type Scored } from './metrics/calibration.ts';
import { medians } from './metrics/medians.ts';
import type { Population } from './populations.ts';

/** What the seeds of one population gave: the medians of their figures, and all their rings' scores, which have no median. */
export interface Result {
  readonly population: Population;
  readonly medians: Omit<Measured, 'scored' | 'failures'>;
  readonly scored: readonly Scored[];
}

export const resultOf = (population: Population, measured: readonly Measured[]): Result => ({
  population,
  medians: medians(measured.map(({ scored: _, failures: __, ...figures }) => figures)),
  scored: measured.flatMap(({ scored }) => scored),
});

const rounded = (value: number | null | undefined, digits = 3): number | null =>
  value === null || value === undefined ? null : Number(value.toFixed(digits));

/** One line a population and method: the figures that bars are set for. */
export const overview = (results: readonly Result[]) =>
  results.flatMap(({ population, medians: { methods } }) =>
    Object.entries(methods).map(([method, it]) => ({
      population: population.name,
      method,
      'flag P': rounded(it.flag.precision),
      'flag R': rounded(it.flag.recall),
      'flag F1': rounded(it.flag.f1),
      'pair P': rounded(it.pair.precision),
      'pair R': rounded(it.pair.recall),
      'pair F1': rounded(it.pair.f1),
      'B³ F1': rounded(it.bcubed.f1),
      'rings found': rounded(it.ringsFound),
      'in one': rounded(it.ringsInOne),
      'false rings': it.falseRings,
      'innocents flagged': it.innocentsFlagged,
    })),
  );

/** Where our precision goes: innocents in rings by the kind of their sharing. Kinds of which nobody is flagged are left out. */
export const innocentsTable = (results: readonly Result[]) =>
  results.flatMap(({ population, medians: { methods } }) =>
    Object.entries(methods[OURS]!.innocents)
      .filter(([, { flagged }]) => flagged > 0)
      .map(([kind, { accounts, flagged }]) => ({ population: population.name, kind, accounts, flagged })),
  );

/** Where our recall goes: true rings by size, by skill and by campaign. */
export const ringsTable = (results: readonly Result[]) =>
  results.flatMap(({ population, medians: { methods } }) => {
    const { tiers, skills, campaigns } = methods[OURS]!;
    return Object.entries({ tiers, skills, campaigns }).flatMap(([by, kinds]) =>
      Object.entries(kinds).map(([kind, { rings, found, inOne, accounts, flagged }]) => ({
        population: population.name,
        by: { tiers: 'size', skills: 'skill', campaigns: 'campaign' }[by],
        kind,
        rings,
        found,
        'in one': inOne,
        accounts,
        recall: rounded(flagged / accounts),
      })),
    );
  });

/** Who of the campaigns' accounts is found, by the requests that they were served. */
export const requestsTable = (results: readonly Result[]) =>
  results.flatMap(({ population, medians: { requests } }) =>
    Object.entries(requests).map(([served, { accounts, flagged }]) => ({
      population: population.name,
      'requests served': served,
      accounts,
      recall: rounded(flagged / accounts),
    })),
  );

/** How early campaigns are seen, in shares of the requests that they are served in the end. */
export const surfacingTable = (results: readonly Result[]) =>
  results.flatMap(({ population, medians: { surfaced } }) =>
    Object.entries(surfaced ?? {}).map(([campaign, { first, half }]) => ({
      population: population.name,
      campaign,
      'first ring': rounded(first),
      'half of its accounts': rounded(half),
    })),
  );

/** What is special about some populations, and what each took. */
export const furtherTable = (results: readonly Result[]) =>
  results.map(({ population, medians: it }) => ({
    population: population.name,
    bar: population.bar,
    'as one campaign': rounded(it.methods[OURS]!.asOne),
    'pair P, R of campaigns': [it.methods[OURS]!.campaignPair.precision, it.methods[OURS]!.campaignPair.recall]
      .map((share) => rounded(share) ?? '')
      .join(', '),
    'victims: core, fringe': it.framed ? `${it.framed.core}, ${it.framed.fringe} of ${it.framed.victims}` : '',
    'ring ids: kept, moved, left': it.ringIds
      ? [it.ringIds.kept, it.ringIds.moved, it.ringIds.left].map((share) => share.toFixed(4)).join(', ')
      : '',
    accounts: it.size.accounts,
    rows: it.size.rows,
    'columns, s': rounded(it.seconds.columns, 1),
    'detect, s': rounded(it.seconds.detect, 1),
    'peers, s': rounded(it.seconds.peers, 1),
    'surfacing, s': rounded(it.seconds.surfacing, 1),
    'peak MiB': it.peakMib,
  }));

/** Score against truth over all reported rings of all populations and seeds. */
export const calibrationOf = (results: readonly Result[]) => {
  const rings = results.flatMap(({ scored }) => scored);
  return {
    table: reliability(rings).map(({ from, to, rings: count, expected, observed }) => ({
      score: `${from}–${to}`,
      rings: count,
      expected: rounded(expected),
      observed: rounded(observed),
    })),
    bins: reliability(rings),
    brier: rounded(brier(rings), 4),
    error: rounded(calibrationError(rings), 4),
  };
};

/** The figures of one population for machines. */
export const figuresForMachines = ({ medians: it }: Result) => {
  const ofMethod = (method: Measured['methods'][string]) => ({
    flagPrecision: rounded(method.flag.precision, 4),
    flagRecall: rounded(method.flag.recall, 4),
    flagF1: rounded(method.flag.f1, 4),
    pairPrecision: rounded(method.pair.precision, 4),
    pairRecall: rounded(method.pair.recall, 4),
    pairF1: rounded(method.pair.f1, 4),
    bcubedPrecision: rounded(method.bcubed.precision, 4),
    bcubedRecall: rounded(method.bcubed.recall, 4),
    bcubedF1: rounded(method.bcubed.f1, 4),
    ringsFound: rounded(method.ringsFound, 4),
    falseRings: method.falseRings,
    innocentsFlagged: method.innocentsFlagged,
  });
  const others = Object.entries(it.methods).filter(([name]) => name !== OURS);
  return {
    ...ofMethod(it.methods[OURS]!),
    asOne: rounded(it.methods[OURS]!.asOne, 4),
    campaignPairPrecision: rounded(it.methods[OURS]!.campaignPair.precision, 4),
    campaignPairRecall: rounded(it.methods[OURS]!.campaignPair.recall, 4),
    framedCore: it.framed?.core ?? null,
    framedFringe: it.framed?.fringe ?? null,
    idsKept: rounded(it.ringIds?.kept, 4),
    surfaced: Object.fromEntries(
      Object.entries(it.surfaced ?? {}).map(([campaign, { first, half }]) => [
        campaign,
        { first: rounded(first, 4), half: rounded(half, 4) },
      ]),
    ),
    accounts: it.size.accounts,
    seconds: rounded(it.seconds.detect, 2),
    peakMib: it.peakMib,
    besides: Object.fromEntries(others.map(([name, method]) => [name, ofMethod(method)])),
  };
};
