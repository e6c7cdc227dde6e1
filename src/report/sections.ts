import { changesOf, type How, notable } from './changes.ts';
import { shareBar } from './charts.ts';
import { html, type Markup } from './markup.ts';
import type { Report, ReportedHub } from './report.ts';
import type { Palette } from './ring-chapter.ts';
import { captionBeside, cut, listed, moment, percent, plural, spokenNetwork, spokenType, whole } from './words.ts';

const CHANGES_LISTED = 12;
const HUBS_LISTED = 6;

const SAID: Readonly<Record<How, (count: number) => string>> = {
  new: (count) => `${whole(count)} new`,
  grew: (count) => `${whole(count)} grown`,
  shrank: (count) => `${whole(count)} shrunk`,
  same: (count) => `${whole(count)} as before`,
  split: (count) => `${whole(count)} out of a split`,
  merged: (count) => `${whole(count)} out of a merger`,
};

const HOW_TEXT: Readonly<Record<How, string>> = {
  new: 'new',
  grew: 'grew',
  shrank: 'shrank',
  same: 'about the same',
  split: 'split off',
  merged: 'merged',
};

/** What is different from the run before: new, grown, split, merged and gone rings. */
export const changesSection = ({ previous, rings, gone, totals }: Report): Markup => {
  const heading = html`<h2 id="changes">Since the run before</h2>`;
  if (previous === null) return html`${heading}<p>This is the first run; there is none before it to compare with.</p>`;
  const before = html`run <span class="id">${previous.id}</span>${previous.finishedAt !== null && ` (${moment(previous.finishedAt)})`}`;
  if (!previous.kept) {
    return html`${heading}<p>The rings of ${before} are no longer kept, so there is nothing to compare with.</p>`;
  }
  const changes = changesOf(rings);
  const counts = Map.groupBy(changes, ({ how }) => how);
  const parts = (Object.keys(SAID) as How[]).flatMap((how) => {
    const count = counts.get(how)?.length ?? 0;
    return count === 0 ? [] : [SAID[how](count)];
  });
  const listedChanges = notable(changes, CHANGES_LISTED);
  const notRead = totals.rings > rings.length;
  return html`${heading}
<p>Against ${before}. Rings now: ${parts.length === 0 ? 'none' : listed(parts)}. Gone: ${gone.rings === 0 ? 'none' : `${plural(gone.rings, 'ring')} of ${plural(gone.accounts, 'account')}`}.${notRead && ` Counted among the ${whole(rings.length)} rings of the highest score.`}</p>
${
  listedChanges.length > 0 &&
  html`<table><caption>${listedChanges.length < changes.length ? 'The greatest changes, by accounts won or lost' : 'What became of each ring'}</caption>
<thead><tr><th scope="col">Ring</th><th scope="col">What happened</th><th scope="col" class="number">Accounts before</th><th scope="col" class="number">Now</th></tr></thead>
<tbody>
${listedChanges.map(
  ({
    ring,
    how,
    before: was,
  }) => html`<tr><th scope="row" class="id">${ring.id}</th><td>${HOW_TEXT[how]}${how === 'merged' && ` out of ${whole(ring.formers.length)}`}</td><td class="number">${how === 'new' ? '–' : whole(was)}</td><td class="number">${whole(ring.size)}</td></tr>
`,
)}</tbody></table>`
}${
  gone.largest.length > 0 &&
  html`<table><caption>${gone.largest.length < gone.rings ? `The ${gone.largest.length} largest rings that are gone` : 'Rings that are gone'}: no ring of this run has enough of their accounts</caption>
<thead><tr><th scope="col">Ring</th><th scope="col" class="number">Accounts</th><th scope="col">What tied it</th></tr></thead>
<tbody>
${gone.largest.map(
  ({
    id,
    size,
    summary,
  }) => html`<tr><th scope="row" class="id">${id}</th><td class="number">${whole(size)}</td><td><bdi>${summary}</bdi></td></tr>
`,
)}</tbody></table>`
}`;
};

/** Rings of one operator. */
export const campaignsSection = ({ campaigns }: Report): Markup => {
  if (campaigns.length === 0) return html``;
  return html`<h2 id="campaigns">Campaigns</h2>
<p>Rings that share what hardly anybody else shows belong to one operator, as far as can be told.</p>
<table><caption>${campaigns.length === 1 ? 'Rings of one operator' : 'Campaigns, those of most accounts first'}</caption>
<thead><tr><th scope="col">Campaign</th><th scope="col" class="number">Rings</th><th scope="col" class="number">Accounts</th><th scope="col">What its rings share</th></tr></thead>
<tbody>
${campaigns.map(
  ({ id, rings, accounts, summary }) =>
    html`<tr><th scope="row" class="id">${id}</th><td class="number">${whole(rings)}</td><td class="number">${whole(accounts)}</td><td><bdi>${summary}</bdi></td></tr>
`,
)}</tbody></table>`;
};

/** Which types of signals carry the evidence. */
export const mixSection = ({ mix, totals }: Report, palette: Palette): Markup => {
  if (mix.length === 0) return html``;
  const sum = mix.reduce((bits, type) => bits + Math.max(0, type.bits), 0);
  const share = (bits: number) => (sum === 0 ? 0 : Math.max(0, bits) / sum);
  return html`<h2 id="evidence">What the evidence is made of</h2>
<table><caption>Types of signals by the bits with which they tie accounts, over all ${plural(totals.rings, 'ring')}</caption>
<thead><tr><th scope="col">Signal</th><th scope="col" class="share"><span class="soft">Share of all bits</span></th><th scope="col" class="number">Share</th><th scope="col" class="number">Bits</th><th scope="col" class="number">Signals</th><th scope="col" class="number">Rings</th></tr></thead>
<tbody>
${mix.map(({ type, bits, signals, rings }) => {
  const color = palette.signal(type);
  return html`<tr><th scope="row"><span class="chip" style="background:${color}"></span>${spokenType(type)}</th><td class="share">${shareBar(share(bits), color)}</td><td class="number">${percent(share(bits))}</td><td class="number">${whole(bits)}</td><td class="number">${whole(signals)}</td><td class="number">${whole(rings)}</td></tr>
`;
})}</tbody></table>
<p class="note">Bits of a signal × the accounts beyond the first one that it ties. A ring keeps its strongest signals only.</p>`;
};

/** What kinds of network the addresses among the evidence belong to; '' where no address is among it. */
export const networksSection = ({ networks }: Report): Markup => {
  const addresses = networks.reduce((sum, row) => sum + row.addresses, 0);
  if (addresses === 0) return html``;
  const heading = html`<h3 id="networks">Networks of the addresses among it</h3>`;
  if (networks.every((row) => row.class === '')) {
    return html`${heading}<p>The kind of network is known of none of the ${plural(addresses, 'address')}. With lists of networks configured (docs/networks.md) it would stand here.</p>`;
  }
  const sum = networks.reduce((bits, row) => bits + Math.max(0, row.bits), 0);
  return html`${heading}
<table><caption>Kinds of network, by the bits of their addresses</caption>
<thead><tr><th scope="col">Network</th><th scope="col" class="share"><span class="soft">Share of these bits</span></th><th scope="col" class="number">Bits</th><th scope="col" class="number">Addresses</th><th scope="col" class="number">Rings</th></tr></thead>
<tbody>
${networks.map(
  (
    row,
  ) => html`<tr><th scope="row">${row.class === '' ? 'not known' : spokenNetwork(row.class)}</th><td class="share">${shareBar(sum === 0 ? 0 : row.bits / sum)}</td><td class="number">${whole(row.bits)}</td><td class="number">${whole(row.addresses)}</td><td class="number">${whole(row.rings)}</td></tr>
`,
)}</tbody></table>`;
};

const CLASSES: readonly { readonly name: ReportedHub['class']; readonly said: string }[] = [
  { name: 'anomalous', said: 'young accounts that came at once, or that share more than this' },
  { name: 'organic', said: 'neither clearly innocent nor clearly not' },
  { name: 'benign', said: 'a crowd as old as anybody, with little else in common' },
];

/** Signals on very many accounts, by what the run held of them. */
export const hubsSection = ({ hubs, run }: Report): Markup => {
  const heading = html`<h2 id="hubs">Signals on very many accounts</h2>`;
  const degree = run.config['hubDegree'];
  const over = typeof degree === 'number' ? `more than ${plural(degree, 'account')}` : 'very many accounts';
  if (hubs.length === 0) return html`${heading}<p>No signal is on ${over}.</p>`;
  const all = run.sizes['hubs'] ?? hubs.length;
  return html`${heading}
<p>Each of these hubs is on ${over}. A hub is classed by who stands behind it; it is never evidence by itself for each pair of its accounts.${all > hubs.length && ` The widest ${whole(hubs.length)} of ${whole(all)} are kept with a run.`}</p>
<table class="wide"><caption>Hubs by class, with the widest of each</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="number">Hubs</th><th scope="col">Which types</th><th scope="col" class="widest">The widest</th></tr></thead>
<tbody>
${CLASSES.map(({ name, said }) => {
  const own = hubs.filter((hub) => hub.class === name);
  if (own.length === 0)
    return html`<tr><th scope="row">${name}</th><td class="number">0</td><td colspan="2" class="soft">none (${said})</td></tr>
`;
  const types = [...Map.groupBy(own, ({ type }) => type)].toSorted(
    (x, y) => y[1].length - x[1].length || (x[0] < y[0] ? -1 : 1),
  );
  return html`<tr><th scope="row">${name}<div class="plain">${said}</div></th><td class="number" data-name="hubs">${whole(own.length)}</td><td data-name="of these">${listed(types.map(([type, of]) => plural(of.length, spokenType(type))))}</td><td><ul class="plain">${alike(
    own,
  )
    .slice(0, HUBS_LISTED)
    .map(hubLine)}</ul></td></tr>
`;
})}</tbody></table>`;
};

/** Hubs of one type and caption together (several addresses of one network), the widest first. */
const alike = (hubs: readonly ReportedHub[]): ReportedHub[][] => [
  ...Map.groupBy(hubs, ({ type, caption, network }) => JSON.stringify([type, caption, network])).values(),
];

const hubLine = (hubs: readonly ReportedHub[]): Markup => {
  const [{ type, caption, network, accounts }] = hubs as [ReportedHub];
  const what =
    hubs.length === 1
      ? `${plural(accounts, 'account')}: ${spokenType(type)}`
      : `up to ${plural(accounts, 'account')}: ${plural(hubs.length, spokenType(type))}`;
  return html`<li>${what}${type === 'ip' && ' in'} <bdi>${cut(captionBeside(type, caption), 46)}</bdi>${network !== null && ` (${spokenNetwork(network)})`}</li>
`;
};
