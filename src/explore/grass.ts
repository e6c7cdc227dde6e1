/** A style sheet as Neo4j Browser reads it: selector (`node.Ring`) → properties, in the file's order. */
export type Grass = ReadonlyMap<string, Readonly<Record<string, string>>>;

/**
 * Parses GraSS as Browser's own importer does, with its limits: there are no comments, a quote only switches, and a
 * property with a second colon is lost. So what this reads is what Browser shows.
 */
export const parseGrass = (text: string): Grass => {
  const rules = new Map<string, Record<string, string>>();
  let quoted = false;
  let inside = false;
  let selector = '';
  let body = '';
  for (const char of text) {
    if (char === "'" || char === '"') quoted = !quoted;
    else if (char === '{' && !quoted) inside = true;
    else if (char === '}' && !quoted) {
      rules.set(selector, propertiesOf(body));
      inside = false;
      selector = '';
      body = '';
    } else if (inside) body += char;
    else if (!/\s/.test(char)) selector += char;
  }
  return rules;
};

const propertiesOf = (body: string): Record<string, string> => {
  const properties: Record<string, string> = {};
  for (const property of body.split(';')) {
    const [name, value, ...more] = property.split(':');
    if (name !== undefined && value !== undefined && more.length === 0) properties[name.trim()] = value.trim();
  }
  return properties;
};

export interface NodeStyle {
  readonly color: string;
  readonly border: string;
  readonly text: string;
  /** Pixels. */
  readonly diameter: number;
  readonly caption: string;
}

/** How Browser draws a node: every rule that fits one of its labels, later rules over earlier ones. */
export const nodeStyle = (
  grass: Grass,
  labels: readonly string[],
  properties: Readonly<Record<string, unknown>>,
): NodeStyle => {
  const rule = cascade(grass, 'node', labels);
  return {
    color: rule['color'] ?? '#a5abb6',
    border: rule['border-color'] ?? '#858d99',
    text: rule['text-color-internal'] ?? '#ffffff',
    diameter: Number.parseFloat(rule['diameter'] ?? '40'),
    caption: caption(rule['caption'] ?? '', properties),
  };
};

export interface RelationshipStyle {
  readonly color: string;
  /** Pixels. */
  readonly width: number;
  readonly caption: string;
}

export const relationshipStyle = (
  grass: Grass,
  type: string,
  properties: Readonly<Record<string, unknown>>,
): RelationshipStyle => {
  const rule = cascade(grass, 'relationship', [type]);
  return {
    color: rule['color'] ?? '#a5abb6',
    width: Number.parseFloat(rule['shaft-width'] ?? '1'),
    caption: rule['caption'] === '<type>' ? type : caption(rule['caption'] ?? '', properties),
  };
};

const cascade = (grass: Grass, tag: string, classes: readonly string[]): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [selector, properties] of grass) {
    const [head, ...wanted] = selector.split('.');
    if (head === tag && wanted.every((one) => classes.includes(one))) Object.assign(found, properties);
  }
  return found;
};

const caption = (pattern: string, properties: Readonly<Record<string, unknown>>): string =>
  pattern
    .replaceAll(/\{([^{}]*)\}/g, (_, name: string) => {
      const value = properties[name];
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    })
    .trim();
