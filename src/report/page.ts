import { activityChart, ringsChart } from './charts.ts';
import { html, type Markup } from './markup.ts';
import type { AccountChoice, Report, RingChapter } from './report.ts';
import { type Palette, ringChapter, stateText } from './ring-chapter.ts';
import { campaignsSection, changesSection, hubsSection, mixSection, networksSection } from './sections.ts';
import { STYLE } from './style.ts';
import { day, lengthText, listed, moment, percent, plural, scoreText, whole } from './words.ts';

export interface PageOptions {
  readonly palette: Palette;
  readonly accounts: AccountChoice;
  /** Rings with a chapter of their own. */
  readonly top: number;
}

/** Rings in the table. */
const LISTED = 50;

/** Nothing is loaded, nothing runs: a page that is mailed must not tell anybody that it was opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * The whole page, piece by piece: one chapter at a time is in memory. The same report gives the same bytes; there is no clock in
 * it but the run's own times.
 */
export async function* reportPage(
  report: Report,
  chapters: AsyncIterable<RingChapter>,
  options: PageOptions,
): AsyncGenerator<string> {
  const { rings, totals } = report;
  const shown = Math.min(options.top, rings.length);
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="ringfence ${report.run.engineVersion}">
<link rel="icon" href="data:,">
<title>${plural(totals.rings, 'ring')} of ${report.run.id}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<header>
<p class="soft">ringfence report</p>
<h1>${totals.rings === 0 ? 'No rings' : html`${plural(totals.rings, 'ring')}, ${plural(totals.members, 'account')}`}</h1>
${summary(report)}
</header>
<main>
${confirmFirst()}
${ringsSection(report, shown)}
${campaignsSection(report)}
${changesSection(report)}
${mixSection(report, options.palette)}
${networksSection(report)}
${activitySection(report)}
${hubsSection(report)}
${
  shown > 0 &&
  html`<h2 id="top">The ${shown === 1 ? 'ring' : `${whole(shown)} rings`} of the highest score</h2>
<p>${shown === 1 ? 'With' : 'Each with'} its graph, what ties it together, and the accounts that it holds most strongly.${options.accounts === 'none' && ' Ids of accounts are left out.'}${totals.rings > shown && ` ${plural(totals.rings - shown, 'ring')} more ${totals.rings - shown === 1 ? 'has' : 'have'} no chapter here.`}</p>`
}
`.markup;
  let place = 0;
  for await (const chapter of chapters) {
    place++;
    yield ringChapter(chapter, { place, palette: options.palette, accounts: options.accounts }).markup;
  }
  yield html`${meaning()}
${runSection(report)}
</main>
<footer>Made by ringfence ${report.run.engineVersion} from run <span class="id">${report.run.id}</span>. States and requests of accounts are as they were when this page was made; all else is as the run found it.</footer>
</body>
</html>
`.markup;
}

/** The sum in one sentence, and where the run stands. */
const summary = ({ run, totals, rings }: Report): Markup => {
  const accounts = run.sizes['accounts'];
  const published = run.finishedAt === null ? '' : `, published ${moment(run.finishedAt)}`;
  const which = html`<p class="soft">Run <span class="id">${run.id}</span>${published}.${!run.current && ' A later run was published since.'}</p>`;
  if (totals.rings === 0) {
    const looked = accounts === undefined ? 'The run' : `The run looked at ${plural(accounts, 'account')} and`;
    return html`<p class="lead">${looked} holds none of them to be coordinated.</p>
${which}`;
  }
  const share =
    accounts === undefined || accounts === 0 ? '' : ` of ${whole(accounts)} (${percent(totals.members / accounts)})`;
  const span =
    totals.firstSeen === null || totals.lastSeen === null
      ? ''
      : `, with evidence from ${day(totals.firstSeen)} to ${day(totals.lastSeen)}`;
  const largest =
    totals.rings > 1 && totals.largest !== null ? ` The largest has ${plural(totals.largest, 'account')}.` : '';
  return html`<p class="lead">${plural(totals.rings, 'ring')} ${totals.rings === 1 ? 'holds' : 'hold'} ${plural(totals.members, 'account')}${share}, which made ${plural(totals.requests, 'request')}${span}.${largest} ${statesText(rings)}</p>
${which}`;
};

const statesText = (rings: Report['rings']): string => {
  const counts = new Map<string, number>();
  for (const { state } of rings) counts.set(state, (counts.get(state) ?? 0) + 1);
  if (counts.size === 1 && counts.has('new')) return 'Nobody has decided on any of them yet.';
  const order = ['confirmed', 'in_review', 'dismissed', 'new'];
  const parts = [...counts].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return `Decided so far: ${listed(parts.map(([state, count]) => `${whole(count)} ${stateText(state)}`))}.`;
};

const confirmFirst = (): Markup =>
  html`<p class="warn"><strong>Confirm before you act.</strong> These are findings of a program, not verdicts. Read what ties a ring together and look at some of its accounts; an innocent group can share what a ring shares.</p>`;

const ringsSection = ({ rings, totals }: Report, drawn: number): Markup => {
  if (rings.length === 0) return html``;
  const chart = ringsChart(rings, drawn);
  const listedRings = rings.slice(0, Math.max(LISTED, drawn));
  const unread = totals.rings - rings.length;
  return html`<h2 id="rings">Rings by size and score</h2>
<figure>${chart}<figcaption>A dot a ring; larger dots are several rings of one size and score. Those in colour have a chapter below. Both axes are stretched: sizes by tens, scores by odds.${unread > 0 && ` ${whole(unread)} rings of the lowest score are not drawn.`}</figcaption></figure>
<table class="wide"><caption>${totals.rings > listedRings.length ? `The ${whole(listedRings.length)} rings of the highest score, of ${whole(totals.rings)}; ringfence export rings has them all` : 'All rings, the highest score first'}</caption>
<thead><tr><th scope="col">Ring</th><th scope="col" class="number">Score</th><th scope="col" class="number">Accounts</th><th scope="col">State</th><th scope="col" class="number">Requests</th><th scope="col">Evidence seen</th><th scope="col">What ties it</th></tr></thead>
<tbody>
${listedRings.map(
  (
    ring,
    n,
  ) => html`<tr><th scope="row" class="id">${n < drawn ? html`<a href="#ring-${n + 1}">${ring.id}</a>` : ring.id}</th><td class="number" data-name="score">${scoreText(ring.score)}</td><td class="number" data-name="accounts">${whole(ring.size)}</td><td class="state" data-name="state">${stateText(ring.state)}</td><td class="number" data-name="requests">${whole(ring.requests)}</td><td data-name="evidence"><span class="line">${day(ring.firstSeen)} –</span> <span class="line">${day(ring.lastSeen)}</span></td><td><bdi>${ring.summary}</bdi></td></tr>
`,
)}</tbody></table>`;
};

const activitySection = ({ activity }: Report): Markup => {
  if (activity === null) return html``;
  const { earlierSignups, laterSignups, unknownSignups } = activity;
  const outside = [
    earlierSignups > 0 && `${plural(earlierSignups, 'account')} signed up earlier`,
    laterSignups > 0 && `${plural(laterSignups, 'account')} signed up later`,
    unknownSignups > 0 && `of ${plural(unknownSignups, 'account')} no sign-up was seen`,
  ].filter((part) => part !== false);
  return html`<h2 id="activity">Over time</h2>
<figure>${activityChart(activity)}<figcaption>All accounts in rings, per ${lengthText(activity.bucket)} (UTC). Active: showed evidence of its ring. Requests are an estimate: those of each account, spread evenly over the times at which it showed evidence.${outside.length > 0 && ` Not drawn: ${listed(outside)}.`}</figcaption></figure>`;
};

const meaning = (): Markup => html`<h2 id="meaning">What the figures mean</h2>
<dl>
<dt>Score</dt><dd>0 to 1: how sure the run is that the accounts of a ring are coordinated. It is a judgement made of the evidence, how closely the accounts are tied, how suddenly they came and how many there are. It is not a measured rate: 0.99 does not say that 99 of 100 such rings are real.</dd>
<dt>Bits</dt><dd>How rare it is to share a signal: each bit halves how many accounts would share it by chance. A signal that k of N accounts show is worth about log2(N / k) bits, less what is easily forged or shared by design. An address alone never makes a ring.</dd>
<dt>Strength</dt><dd>0 to 1: how strongly an account is held by its ring. An account of 0.5 just reaches the evidence that a ring asks for, and may have come into it by accident.</dd>
<dt>Before you act</dt><dd>Put the ring in review, check some of its strongest and weakest members against what you know of them, confirm or dismiss it with a reason, and only then act on its accounts, which <code>ringfence export accounts</code> lists.</dd>
</dl>`;

/** Said of every run; what else differs from the defaults is told by the configuration itself. */
const SETTINGS = [
  'seed',
  'community',
  'hubDegree',
  'linkBitsPerLog2N',
  'minRingSize',
  'minScore',
  'minCohesion',
  'weakFamilies',
];

const runSection = ({ run, previous }: Report): Markup => {
  const { sizes } = run;
  const rows: [string, string | Markup][] = [
    ['Run', html`<span class="id">${run.id}</span>`],
    ['Began', run.startedAt === null ? 'not known' : moment(run.startedAt)],
    ['Published', run.finishedAt === null ? 'not known' : moment(run.finishedAt)],
    ['Read', sizesText(sizes, ['accounts', 'signals', 'observations'])],
    ['Found', sizesText(sizes, ['rings', 'members', 'hubs'])],
    ['Run before it', previous === null ? 'none' : html`<span class="id">${previous.id}</span>`],
    ['Configuration', settingsText(run.config)],
    ['Hash of its rings', html`<span class="id">${run.hash ?? 'none'}</span>`],
  ];
  return html`<h2 id="run">The run</h2>
<dl>
${rows.map(
  ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
)}</dl>
<p class="note">The same graph, configuration and seed give the same rings and the same hash.</p>`;
};

const sizesText = (sizes: Readonly<Record<string, number>>, names: readonly string[]): string =>
  listed(names.flatMap((name) => (sizes[name] === undefined ? [] : [`${whole(sizes[name])} ${name}`]))) || 'not known';

const settingsText = (config: Readonly<Record<string, unknown>>): string =>
  SETTINGS.flatMap((name) => (config[name] === undefined ? [] : [`${name} ${settingText(config[name])}`])).join(', ') ||
  'not known';

const settingText = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).join(' + ') || 'none' : String(value);
