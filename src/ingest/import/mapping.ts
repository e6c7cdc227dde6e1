import { RingfenceError } from '../../errors.ts';
import type { AttributeType, SignalRegistry } from '../../signals/index.ts';

/** Which column of a table fills which part of an event. */
export interface Mapping {
  /** Event field → column name. */
  readonly fields: ReadonlyMap<Field, string>;
  /** Signal type and column name; a type may stand here for several columns. */
  readonly signals: readonly (readonly [type: string, column: string])[];
  /** Declared attributes of the account, each with its column. */
  readonly attributes: readonly (AttributeType & { readonly column: string })[];
}

const FIELDS = [
  'account',
  'at',
  'id',
  'kind',
  'requests',
  'tokens_in',
  'tokens_out',
  'tool_calls',
  'model',
  'capability',
  'stream',
  'client',
] as const;
/** What begins the name of an account's attribute in a table: `attr_plan`. */
const ATTRIBUTE = 'attr_';
export type Field = (typeof FIELDS)[number];

/**
 * Reads `account=account_id,at=timestamp,url=url_id`: on the left an event field or a signal type, on the right a column.
 * Throws `invalid-mapping`.
 */
export const parseMapping = (text: string, registry: SignalRegistry): Mapping =>
  mappingOf(
    text.split(',').map((part) => {
      const at = part.indexOf('=');
      const name = part.slice(0, at).trim();
      const column = part.slice(at + 1).trim();
      if (at < 1 || name === '' || column === '') {
        throw invalid(`"${part.trim()}" is not of the form name=column`);
      }
      return [name, column];
    }),
    registry,
    (name) => `"${name}" is neither an event field nor a signal type`,
  );

/**
 * Without a mapping the columns bear the names themselves. A column name that is not known is not repeated: in a file
 * without a header it is a value.
 */
export const mappingOfHeader = (header: readonly string[], registry: SignalRegistry): Mapping =>
  mappingOf(
    header.map((column) => [column, column]),
    registry,
    (_, index) => `column ${index + 1} of the header is neither an event field nor a signal type`,
  );

const mappingOf = (
  pairs: readonly (readonly [name: string, column: string])[],
  registry: SignalRegistry,
  unknown: (name: string, index: number) => string,
): Mapping => {
  const fields = new Map<Field, string>();
  const signals: [string, string][] = [];
  const attributes: (AttributeType & { column: string })[] = [];
  pairs.forEach(([name, column], index) => {
    const attribute = registry.attributes.find((one) => `${ATTRIBUTE}${one.name}` === name);
    if (registry.get(name) !== undefined) signals.push([name, column]);
    else if (attribute !== undefined) attributes.push({ ...attribute, column });
    else if (!isField(name)) throw invalid(unknown(name, index), registry);
    else if (fields.has(name)) throw invalid(`"${name}" is given twice`);
    else fields.set(name, column);
  });
  for (const needed of ['account', 'at'] as const) {
    if (!fields.has(needed)) throw invalid(`no column is given for "${needed}"`, registry);
  }
  return { fields, signals, attributes };
};

/** The same text for the same mapping, whatever order it was written in: part of an import's key. */
export const mappingText = ({ fields, signals, attributes }: Mapping): string =>
  JSON.stringify([
    [...fields].sort(),
    [...signals].sort(),
    ...(attributes.length === 0 ? [] : [attributes.map(({ name, column }) => [name, column]).sort()]),
  ]);

const isField = (name: string): name is Field => (FIELDS as readonly string[]).includes(name);

const invalid = (detail: string, registry?: SignalRegistry): RingfenceError =>
  new RingfenceError({
    type: 'invalid-mapping',
    detail: `The columns cannot be mapped: ${detail}.`,
    mend: registry
      ? `Use --map, e.g. --map account=user_id,at=time,ip=address. Fields: ${FIELDS.join(', ')}. Signal types: ${registry.all.map((type) => type.name).join(', ')}. Attributes of accounts: ${registry.attributes.map(({ name }) => `${ATTRIBUTE}${name}`).join(', ') || 'none is declared'}.`
      : 'Use --map, e.g. --map account=user_id,at=time,ip=address.',
    exitCode: 64,
  });

export const columnMissing = (name: string, column: string): RingfenceError =>
  invalid(`the file has no column "${column}" (for ${name})`);
