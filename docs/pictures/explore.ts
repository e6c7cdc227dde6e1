import { writeFile } from 'node:fs/promises';
import neo4j from 'neo4j-driver';
import { readExploreFolder } from '../../src/explore/folder.ts';
import { type Grass, nodeStyle, parseGrass, relationshipStyle } from '../../src/explore/grass.ts';
import { type Shown, type ShownNode, shownGraph } from '../../src/explore/shown.ts';
import { graphPicture } from '../../src/report/graph-picture.ts';
import { withSeedData } from './with-seed-data.ts';

// `npm run docs:explore`: draws what saved queries of cypher/explore show of the seed data, in the style's colours. It takes
// two minutes: a Neo4j of its own is started, the seed data imported, and its rings found.
const PICTURES = ['campaign-overview', 'ring'];

const WORDS: Readonly<Record<string, string>> = {
  Campaign: 'campaign',
  Ring: 'ring, with its accounts',
  Account: 'account',
  Ip: 'address',
  Device: 'device',
  PromptTemplate: 'prompt template',
  PaymentInstrument: 'card',
  BillingAddress: 'billing address',
  Email: 'e-mail',
};

await withSeedData(async ({ connection: { uri, user, password } }) => {
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), { disableLosslessIntegers: true });
  try {
    const { queries, style, pickFor } = readExploreFolder();
    for (const query of queries.filter(({ name }) => PICTURES.includes(name))) {
      const pick = pickFor(query);
      const parameters = pick === null ? {} : (await driver.executeQuery(pick)).records[0]!.toObject();
      const { records } = await driver.executeQuery(query.text, parameters);
      const svg = draw(query.title, shownGraph(records.map((record) => record.toObject())), parseGrass(style));
      await writeFile(new URL(`./${query.name}.svg`, import.meta.url), svg);
      console.log(`docs/pictures/${query.name}.svg`);
    }
  } finally {
    await driver.close();
  }
});

function draw(title: string, graph: Shown, grass: Grass): string {
  const nodes = graph.nodes.toSorted(byName);
  const names = new Map(nodes.map((node) => [node.elementId, nameOf(node)]));
  const drawn = nodes.map((node) => {
    const { color, diameter, caption } = nodeStyle(grass, node.labels, node.properties);
    const common = { id: nameOf(node), color, size: diameter };
    if (!node.labels.includes('Ring')) return { ...common, label: caption };
    const { id, size, summary } = node.properties;
    return { ...common, label: String(id), inside: String(size), note: `${id}: ${summary}` };
  });
  const edges = graph.relationships
    .map(({ startNodeElementId, endNodeElementId, type, properties }) => {
      const { color, width } = relationshipStyle(grass, type, properties);
      return { source: names.get(startNodeElementId)!, target: names.get(endNodeElementId)!, color, width };
    })
    .toSorted((a, b) => byText(`${a.source}\n${a.target}`, `${b.source}\n${b.target}`));
  const kinds = Object.keys(WORDS).filter((kind) => nodes.some((node) => kindOf(node) === kind));
  const legend = kinds.map((kind) => ({ label: WORDS[kind]!, color: nodeStyle(grass, [kind], {}).color }));
  return graphPicture(drawn, edges, { title, width: 1120, height: 640, legend });
}

function kindOf({ labels }: ShownNode): string {
  return labels.find((label) => label !== 'Signal') ?? 'Signal';
}

/** The same in every database, which elementId is not. */
function nameOf(node: ShownNode): string {
  return `${kindOf(node)} ${node.properties['key'] ?? node.properties['id']}`;
}

function byName(a: ShownNode, b: ShownNode): number {
  return byText(nameOf(a), nameOf(b));
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
