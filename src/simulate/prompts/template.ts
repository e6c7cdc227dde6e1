import type { Random } from '../random.ts';
import { FIRST_NAMES, LAST_NAMES, ORGANISATION_WORDS } from '../world/names.ts';

/** What a prompt is made of: fixed text, and places filled anew at each use. */
type Piece = string | { readonly slot: Slot };
export type Slot = 'number' | 'quoted' | 'url' | 'file' | 'code' | 'name' | 'pasted';
export type Capability = 'coding' | 'agentic' | 'writing' | 'analysis' | 'chat';

export interface Template {
  readonly capability: Capability;
  readonly pieces: readonly Piece[];
}

export interface Prompt {
  readonly text: string;
  readonly capability: Capability;
}

/** Reads `{slot}` marks out of a text. */
export const template = (capability: Capability, text: string): Template => ({
  capability,
  pieces: text
    .split(/\{(number|quoted|url|file|code|name|pasted)\}/)
    .map((piece, index) => (index % 2 === 0 ? piece : { slot: piece as Slot }))
    .filter((piece) => piece !== ''),
});

/** One use of a template: every slot gets a value of its own. */
export const fill = ({ capability, pieces }: Template, random: Random): Prompt => ({
  capability,
  text: pieces.map((piece) => (typeof piece === 'string' ? piece : SLOTS[piece.slot](random))).join(''),
});

const SLOTS: Record<Slot, (random: Random) => string> = {
  number: (random) => (random.chance(0.75) ? `${random.between(2, 60)}` : `${random.between(100, 9_000)}`),
  quoted: (random) => {
    const mark = random.pick(['"', '"', "'"]);
    return `${mark}${random.pick(QUOTED_START)} ${random.pick(QUOTED_END)}${mark}`;
  },
  url: (random) =>
    `https://${random.pick(HOSTS)}.example/${random.pick(PATHS)}${random.chance(0.6) ? `/${random.between(10, 9_999)}` : ''}`,
  file: (random) => {
    const [folder, extension] = random.pick(FILES);
    return `${folder}/${random.pick(PATHS)}_${random.pick(ORGANISATION_WORDS)}.${extension}`;
  },
  code: (random) => `\n\`\`\`${random.pick(CODE)(random.pick(PATHS), random.between(2, 90))}\n\`\`\`\n`,
  name: (random) => `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
  pasted: (random) => {
    const sentences = Array.from({ length: random.between(3, 5) }, () => random.pick(SENTENCES));
    return `\n"""\n${sentences.join(' ')}\n"""\n`;
  },
};

const QUOTED_START = [
  'connection reset',
  'timeout after retry',
  'unexpected token',
  'permission denied',
  'null reference',
  'thanks for waiting',
  'order received',
  'invalid state',
  'missing column',
  'quarterly plan',
  'delivery update',
  'no such key',
];
const QUOTED_END = [
  'in worker',
  'by peer',
  'while parsing',
  'for user',
  'at startup',
  'on save',
  'during sync',
  'in review',
  'before commit',
];
const HOSTS = [
  'docs.north',
  'blog.harbor',
  'wiki.cedar',
  'news.meadow',
  'git.forge',
  'shop.pebble',
  'data.summit',
  'help.river',
];
const PATHS = [
  'orders',
  'users',
  'billing',
  'search',
  'events',
  'reports',
  'cache',
  'auth',
  'queue',
  'export',
  'ledger',
  'sensor',
  'routes',
  'invoice',
  'session',
  'mailer',
  'parser',
  'upload',
];
const FILES = [
  ['src', 'ts'],
  ['lib', 'py'],
  ['internal', 'go'],
  ['app', 'rb'],
  ['core', 'rs'],
  ['pkg', 'java'],
  ['web', 'tsx'],
  ['etl', 'sql'],
] as const;
const CODE: readonly ((name: string, number: number) => string)[] = [
  (name, number) =>
    `python\ndef load_${name}(limit=${number}):\n    return [row for row in fetch("${name}") if row.ok][:limit]`,
  (name, number) =>
    `ts\nexport const ${name} = async (id: string) => {\n  const rows = await db.find('${name}', id);\n  return rows.slice(0, ${number});\n};`,
  (name, number) =>
    `go\nfunc ${name}(ctx context.Context) error {\n\treturn retry(ctx, ${number}, func() error { return push("${name}") })\n}`,
  (name, number) =>
    `sql\nselect id, total from ${name} where created > now() - interval '${number} days' order by total desc`,
];
const SENTENCES = [
  'The committee met on Tuesday and agreed to extend the trial until the end of the quarter.',
  'Several customers wrote that deliveries arrived late during the storm.',
  'Our team moved the older records to the archive and kept an index for the auditors.',
  'Visitors praised the new entrance but found the signs confusing.',
  'The pump was replaced twice and the pressure has been stable since.',
  'Sales in the region grew slowly while returns stayed flat.',
  'The draft leaves open who pays for repairs after the second year.',
  'Students asked for shorter lectures and more exercises in groups.',
];
