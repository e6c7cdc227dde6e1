import type { ExploreFolder } from './folder.ts';
import { onOneLine, type SavedQuery } from './saved-query.ts';

/**
 * The guide that Neo4j Browser plays: Markdown, a slide between lines of `---`; a click on a `cypher` block puts it into
 * Browser's editor. Made from the saved queries, so that the two say the same.
 */
export const guideText = (folder: ExploreFolder): string =>
  [FIRST_SLIDE, ...folder.queries.toSorted(inOrderOfUse).map((query) => slide(query, folder.pickFor(query)))].join(
    '\n---\n\n',
  );

/** From the whole to the single thing; a query that is not named here comes last. */
const ORDER = [
  'first-look',
  'campaign-overview',
  'ring',
  'ring-of-account',
  'account',
  'two-accounts',
  'two-rings',
  'next-to-ring',
  'cells',
  'hubs',
  'signal',
  'prefix',
  'asn',
  'rings-by-growth',
  'ring-history',
  'moved-between-rings',
  'case',
  'ban-batch',
  'overturned-appeals',
];

const inOrderOfUse = (a: SavedQuery, b: SavedQuery): number => place(a) - place(b);
const place = ({ name }: SavedQuery): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

/** The first line is a comment of Markdown's, in which Browser finds the guide's name. */
const FIRST_SLIDE = `[//]: # (<title>ringfence</title>)

# ringfence: exploring rings

Each slide asks one question. A click on a block puts it into the editor, the play button (or Ctrl-Enter) runs it.

Where a question is about one thing (a ring, an account, an address), the first block picks one that has something to
show, and the second sets one that you name.

The answers are bounded: at most 300 nodes, the strongest first. Double-click a node to see more of what it is tied to.

Browser adds every relationship between the nodes that it draws. Where that is too much, switch off “Connect result
nodes” in its settings (the cog), and only what the question asked for is drawn.
`;

const slide = ({ title, about, parameters, text }: SavedQuery, pick: string | null): string => {
  const blocks = [`## ${title}`, about];
  if (pick !== null) {
    blocks.push(
      'Pick one:',
      block(`:param [${parameters.map(({ name }) => name).join(', ')}] => { ${onOneLine(pick)} }`),
    );
    blocks.push('or set it yourself:', ...parameters.map(({ setting }) => block(setting)));
    blocks.push('then ask:');
  }
  // Of the header the title alone: the rest stands on the slide already.
  const [first, ...lines] = text.trimEnd().split('\n');
  blocks.push(block([first, ...lines.slice(lines.findIndex((line) => !line.startsWith('//')))].join('\n')));
  return `${blocks.join('\n\n')}\n`;
};

const block = (text: string): string => `\`\`\`cypher\n${text}\n\`\`\``;
