/** A node of a query's answer, as the driver hands it out. */
export interface ShownNode {
  readonly elementId: string;
  readonly labels: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface ShownRelationship {
  readonly elementId: string;
  readonly type: string;
  readonly startNodeElementId: string;
  readonly endNodeElementId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The graph that Neo4j Browser draws of an answer. */
export interface Shown {
  /** In the order in which the answer names them first. */
  readonly nodes: readonly ShownNode[];
  readonly relationships: readonly ShownRelationship[];
}

/** Every node and relationship once, wherever it stands in the rows: by itself, in lists, maps and paths. */
export const shownGraph = (rows: readonly unknown[]): Shown => {
  const nodes = new Map<string, ShownNode>();
  const relationships = new Map<string, ShownRelationship>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) value.forEach(look);
    else if (isNode(value)) nodes.set(value.elementId, nodes.get(value.elementId) ?? value);
    else if (isRelationship(value)) relationships.set(value.elementId, relationships.get(value.elementId) ?? value);
    else Object.values(value).forEach(look);
  };
  rows.forEach(look);
  return { nodes: [...nodes.values()], relationships: [...relationships.values()] };
};

const isNode = (value: object): value is ShownNode => 'elementId' in value && 'labels' in value;
const isRelationship = (value: object): value is ShownRelationship =>
  'elementId' in value && 'startNodeElementId' in value && 'type' in value;
