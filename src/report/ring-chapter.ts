import { graphPicture, type PictureNode } from './graph-picture.ts';
import { inkOn } from './ink.ts';
import { drawn, html, type Markup } from './markup.ts';
import type { AccountChoice, GraphNode, RingChapter, ShownMember, ShownSignal } from './report.ts';
import { captionBeside, listed, moment, plural, scoreText, spokenNetwork, spokenType, whole } from './words.ts';

/** Colours of the graph, as `#rrggbb`: those of Neo4j Browser's style. */
export interface Palette {
  readonly ring: string;
  readonly account: string;
  signal(type: string): string;
}

const EVIDENCE_SAID = 10;
const MEMBERS_SAID = 10;

/** What a state is called. */
export const stateText = (state: string): string => state.replaceAll('_', ' ');

/** One ring: its facts, its graph, what ties it in words, and its strongest members. `place` counts from 1. */
export const ringChapter = (
  chapter: RingChapter,
  { place, palette, accounts }: { place: number; palette: Palette; accounts: AccountChoice },
): Markup => {
  const { ring, signals } = chapter;
  return html`<section class="chapter${place === 1 && ' first'}" id="ring-${place}" aria-labelledby="ring-${place}-name">
<h3 id="ring-${place}-name">${place}. <span class="id">${ring.id}</span>: ${plural(ring.size, 'account')}</h3>
<ul class="facts"><li>score <strong>${scoreText(ring.score)}</strong></li><li>${stateText(ring.state)}</li><li>${plural(ring.requests, 'request')}</li><li>evidence seen from ${moment(ring.firstSeen)} to ${moment(ring.lastSeen)}</li></ul>
<p><bdi>${ring.summary}</bdi>.${formersText(ring)}</p>
${graphOf(chapter, place, palette, accounts)}
<div class="two"><div><h4>What ties it together</h4>
${
  signals.length === 0
    ? html`<p class="note">Its evidence is no longer in the graph.</p>`
    : html`<ol class="evidence">${signals.slice(0, EVIDENCE_SAID).map(
        (signal) => html`<li>${evidenceText(signal, ring.size)}</li>
`,
      )}</ol>`
}${signals.length > EVIDENCE_SAID && html`<p class="note">The strongest ${EVIDENCE_SAID} of its evidence, by bits × accounts.</p>`}</div>
<div>${membersOf(chapter, accounts)}</div></div>
${cellsOf(chapter)}
${accounts === 'all' && allIds(ring.size, chapter.members)}</section>
`;
};

/** `card visa •••• 4242, worth 14.2 bits, on 48 of its 60 accounts and 2 others`. */
const evidenceText = (signal: ShownSignal, size: number): Markup => {
  const others = signal.accounts - signal.members;
  const network = signal.network === null ? '' : ` (${spokenNetwork(signal.network)})`;
  return html`${spokenType(signal.type)}${signal.type === 'ip' && ' in'} <strong><bdi>${captionBeside(signal.type, signal.caption)}</bdi></strong>${network}: worth ${signal.bits.toFixed(1)} bits, on ${signal.members === size ? `all of its ${plural(size, 'account')}` : `${whole(signal.members)} of its ${plural(size, 'account')}`}${
    others > 0 ? ` and ${plural(others, 'other')}` : ' and on no other'
  }`;
};

const formersText = ({ formers, size }: RingChapter['ring']): string => {
  if (formers.length === 0) return '';
  const [first] = formers;
  if (formers.length > 1) {
    const sizes = formers.map((former) => former.size);
    const said =
      sizes.length <= 5
        ? `${listed(sizes.map(whole))} accounts`
        : `${whole(sizes.reduce((sum, each) => sum + each, 0))} accounts together`;
    return ` In the run before it was ${plural(sizes.length, 'ring')}, of ${said}.`;
  }
  if (first!.how === 'split')
    return ` It split off a ring that had ${plural(first!.size, 'account')} in the run before.`;
  if (first!.size === size) return ` It had ${plural(size, 'account')} in the run before too.`;
  return ` In the run before it had ${plural(first!.size, 'account')}.`;
};

const membersOf = ({ ring, members }: RingChapter, accounts: AccountChoice): Markup => {
  const strongest = members.slice(0, MEMBERS_SAID);
  if (strongest.length === 0) return html``;
  const named = accounts !== 'none';
  const strengths = strongest.map(({ strength }) => strength);
  return html`<h4>Its strongest members</h4>
<table><caption>${
    named
      ? `The ${strongest.length === 1 ? 'one' : strongest.length} held most strongly, of ${whole(ring.size)}`
      : `The ${strongest.length} held most strongly, of ${whole(ring.size)}; ids are left out`
  }</caption>
<thead><tr><th scope="col">Account</th><th scope="col" class="number">Strength</th><th scope="col" class="number">Bits</th><th scope="col" class="number">Signals</th><th scope="col" class="number">Requests</th></tr></thead>
<tbody>${strongest.map((member, n) => memberRow(member, named ? null : `member ${n + 1}`))}</tbody></table>
${strengths.length > 1 && strengths.at(-1) === strengths[0] && html`<p class="note">All of these are held equally strongly.</p>`}`;
};

const memberRow = ({ id, strength, bits, evidenceCount, requests }: ShownMember, instead: string | null): Markup =>
  html`<tr><td class="member">${instead ?? html`<bdi class="id">${id}</bdi>`}</td><td class="number">${strength.toFixed(2)}</td><td class="number">${bits.toFixed(1)}</td><td class="number">${whole(evidenceCount)}</td><td class="number">${whole(requests)}</td></tr>
`;

const CELLS_SAID = 6;

/** `22 accounts: 5 prompts and 1 device are theirs (22 of 22, 3 of the other 38); …`. */
const cellsOf = ({ cells }: RingChapter): Markup =>
  cells.length === 0
    ? html``
    : html`<h4>Its cells</h4>
<p class="note">Accounts in it that hang together more closely than the ring does${cells.length > CELLS_SAID && `: the ${CELLS_SAID} largest of ${whole(cells.length)}`}.</p>
<ol class="evidence">${cells.slice(0, CELLS_SAID).map(
        (summary) => html`<li><bdi>${summary}</bdi></li>
`,
      )}</ol>`;

const allIds = (size: number, members: readonly ShownMember[]): Markup => {
  const left = size - members.length;
  return html`<h4>All of its accounts</h4><ul class="ids">${members.map(
    ({ id }) => html`<li><bdi class="id">${id}</bdi></li>
`,
  )}</ul>${left > 0 && html`<p class="note">${whole(left)} more are not listed; <code>ringfence export accounts</code> has them all.</p>`}`;
};

const GRAPH = { width: 960, height: 560 };
const NEUTRAL = '#6b7785';

const graphOf = (
  { ring, graph, members }: RingChapter,
  place: number,
  palette: Palette,
  accounts: AccountChoice,
): Markup => {
  const tied = new Set(graph.edges.flatMap(({ source, target }) => [source, target]));
  const nodes = graph.nodes.filter((node) => node.kind !== 'ring' || tied.has(node.id));
  const number = new Map(
    graph.nodes
      .filter((node) => node.kind === 'signal' || node.kind === 'hub')
      .slice(0, EVIDENCE_SAID)
      .map((node, n) => [node.id, n + 1]),
  );
  const named = new Set(accounts === 'none' ? [] : members.slice(0, MEMBERS_SAID).map(({ id }) => id));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const svg = graphPicture(
    nodes.map((node) => pictureNode(node, { palette, number, named: accounts === 'all' ? null : named })),
    graph.edges.map(({ source, target }) => ({ source, target, color: edgeColor(byId.get(target), palette) })),
    {
      title: `The graph of ring ${place}`,
      ...GRAPH,
      inPage: {
        id: `graph-${place}`,
        description: `Accounts of the ring joined to the signals that they show. ${whole(graph.membersDrawn)} of ${plural(ring.size, 'account')} and the strongest evidence are drawn; the list below says what the numbers stand for.`,
        ink: 'var(--ink)',
        paper: 'var(--panel)',
      },
    },
  ).replace('<svg ', '<svg class="graph" ');
  const types = [...new Set(nodes.flatMap((node) => ('type' in node ? [node.type] : [])))];
  const left = ring.size - graph.membersDrawn;
  return html`<figure>${drawn(svg)}<figcaption><ul class="legend">${chip(palette.account, 'account')}${types.map((type) => chip(palette.signal(type), spokenType(type)))}${tied.size > 0 && nodes.some(({ kind }) => kind === 'ring') && chip(palette.ring, 'the ring itself')}</ul>
Numbers are those of the list below.${left > 0 && ` ${plural(left, 'account')} more ${left === 1 ? 'is' : 'are'} not drawn.`}</figcaption></figure>`;
};

/** A colour and what it stands for. */
export const chip = (color: string, label: string): Markup =>
  html`<li><span class="chip" style="background:${color}"></span>${label}</li>`;

const edgeColor = (target: GraphNode | undefined, palette: Palette): string =>
  target !== undefined && 'type' in target ? palette.signal(target.type) : NEUTRAL;

const pictureNode = (
  node: GraphNode,
  {
    palette,
    number,
    named,
  }: { palette: Palette; number: ReadonlyMap<string, number>; named: ReadonlySet<string> | null },
): PictureNode => {
  const { id } = node;
  if (node.kind === 'account') {
    const label = named === null || named.has(node.account) ? node.account : '';
    return { id, label, note: label, color: palette.account, size: 24, rank: node.strength };
  }
  if (node.kind === 'ring')
    return {
      id,
      label: '',
      note: `the ring: ${plural(node.members, 'account')}`,
      inside: whole(node.members),
      insideColor: inkOn(palette.ring),
      color: palette.ring,
      size: 80,
    };
  if (node.kind === 'rest') return { id, label: `${whole(node.members)} more`, color: NEUTRAL, size: 56, rank: 90 };
  const color = palette.signal(node.type);
  const said = `${spokenType(node.type)} ${captionBeside(node.type, node.caption)}`;
  const place = number.get(id);
  return {
    ...{ id, color, insideColor: inkOn(color) },
    label: node.kind === 'hub' ? `${node.caption}: ${plural(node.members, 'account')}` : node.caption,
    note: `${said}: ${plural(node.members, 'account')}, ${node.bits.toFixed(1)} bits`,
    inside: place === undefined ? undefined : String(place),
    size: node.kind === 'hub' ? 66 : place === undefined ? 40 : 54,
    rank: 100 + (place === undefined ? 0 : 100 - place),
  };
};
