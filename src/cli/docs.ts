import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { configSchema } from '../config.ts';
import { environmentKeys, unwrap } from '../config-load.ts';
import { readExploreFolder } from '../explore/folder.ts';
import { guideText } from '../explore/guide.ts';
import type { CliContext } from './context.ts';

const FILE = new URL('../../docs/configuration.md', import.meta.url);
const GUIDE = new URL('../../cypher/explore/guide.md', import.meta.url);

/** `ringfence docs`: writes the pages that are made from code and queries, so that they cannot say anything else. */
export const docsCommand = (context: CliContext): Command =>
  new Command('docs').description('write the pages that are made from the code').action(async () => {
    await writeFile(FILE, configurationPage());
    await writeFile(GUIDE, guideText(readExploreFolder()));
    context.stdout.write('docs/configuration.md\ncypher/explore/guide.md\n');
  });

/** docs/configuration.md as Markdown; a test compares it with the committed file. */
export const configurationPage = (): string => {
  const variables = new Map(environmentKeys().map(({ path, variable }) => [path.join('.'), variable]));
  const rows = keysOf(configSchema, []).map(({ key, schema, description, initial }) => {
    const variable = variables.get(key);
    return `| \`${key}\` | ${typeText(schema)} | ${defaultText(initial)} | ${variable ? `\`${variable}\`` : '–'} | ${cell(description)} |`;
  });
  return `# Configuration

Made by \`npx ringfence docs\` from the schema in \`src/config.ts\`; do not edit.

Values come from, in this order, the later winning: the defaults below, the file \`ringfence.config.yaml\` in the working
folder (or the one named by \`--config\` or \`RINGFENCE_CONFIG\`), the environment. Unknown keys and wrong values stop the
start with one line for each, naming the key and where its value came from.

\`\`\`yaml
http:
  port: 8787
detection:
  schedule: "0 */6 * * *"
signals:
  types:
    - { name: gift_code, label: GiftCode, relationship: REDEEMED, privacy: keyed, strength: 0.6 }
\`\`\`

| key | values | default | environment | what it does |
|---|---|---|---|---|
${rows.join('\n')}
`;
};

interface Key {
  key: string;
  schema: z.ZodType;
  description: string;
  /** The default; undefined where there is none. */
  initial: unknown;
}

const keysOf = (schema: z.ZodType, path: string[]): Key[] => {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    return Object.entries(inner.shape).flatMap(([key, child]) => keysOf(child as z.ZodType, [...path, key]));
  }
  const self = {
    key: path.join('.'),
    schema: inner,
    description: describe(schema),
    initial: schema.safeParse(undefined).data,
  };
  if (!(inner instanceof z.ZodArray)) return [self];
  const element = unwrap(inner.element as z.ZodType);
  if (!(element instanceof z.ZodObject)) return [self];
  return [self, ...keysOf(element, [...path.slice(0, -1), `${path.at(-1)}[]`])];
};

/** A description may sit on the schema itself or on the one inside its default. */
const describe = (schema: z.ZodType): string => {
  let at: z.ZodType | undefined = schema;
  while (at) {
    if (at.description) return at.description;
    at = (at.def as { innerType?: z.ZodType }).innerType;
  }
  return '';
};

const typeText = (schema: z.ZodType): string => {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  if (Array.isArray(json['enum'])) return json['enum'].map((value) => `\`${value}\``).join(', ');
  const low = json['minimum'] ?? json['exclusiveMinimum'];
  const high = Math.abs(Number(json['maximum'])) >= Number.MAX_SAFE_INTEGER ? undefined : json['maximum'];
  const bounds = low === undefined ? '' : high === undefined ? `, ≥ ${low}` : `, ${low}–${high}`;
  return `${json['type'] ?? 'any'}${bounds}`;
};

const defaultText = (value: unknown): string => (value === undefined ? '–' : `\`${JSON.stringify(value)}\``);

const cell = (text: string): string => text.replaceAll('|', '\\|');
