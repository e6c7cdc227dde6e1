import type { AttributeType } from '../../signals/index.ts';
import { columnMissing, type Field, type Mapping } from './mapping.ts';

const NUMBER = /^\d{1,16}(?:\.\d{1,9})?$/;
/** Numbers below are seconds, above milliseconds: as milliseconds this is March 1973, as seconds the year 5138. */
const SECONDS_BELOW = 1e11;
const LATEST_MS = 8.64e15;

/**
 * Makes events, as senders write them, of the rows of a table. Values are taken as they are: the observer judges them.
 * An empty cell is an absent value. Throws `invalid-mapping` where a mapped column is not in the header.
 */
export const rowEvents = (mapping: Mapping, header: readonly string[]) => {
  const indexOf = (name: string, column: string): number => {
    const index = header.indexOf(column);
    if (index < 0) throw columnMissing(name, column);
    return index;
  };
  const at = new Map([...mapping.fields].map(([field, column]) => [field, indexOf(field, column)]));
  const signals = mapping.signals.map(([type, column]) => [type, indexOf(type, column)] as const);
  const attributes = mapping.attributes.map(({ name, type, column }) => ({ name, type, index: indexOf(name, column) }));

  /** `place` is where the row stands in its file, and its id where no column gives one. */
  return (row: readonly string[], place: string): Record<string, unknown> => {
    const cell = (field: Field): string | undefined => {
      const index = at.get(field);
      return index === undefined ? undefined : row[index] || undefined;
    };
    const usage = given({
      requests: numberOf(cell('requests')),
      tokensIn: numberOf(cell('tokens_in')),
      tokensOut: numberOf(cell('tokens_out')),
      toolCalls: numberOf(cell('tool_calls')),
      model: cell('model'),
      capability: cell('capability'),
      stream: booleanOf(cell('stream')),
      client: cell('client'),
    });
    const told = given(
      Object.fromEntries(attributes.map(({ name, type, index }) => [name, attributeOf(type, row[index] || undefined)])),
    );
    return given({
      id: cell('id') ?? place,
      account: cell('account'),
      kind: cell('kind') ?? 'session',
      time: timeOf(cell('at')),
      signals: signals.flatMap(([type, index]) => (row[index] ? [{ type, value: row[index] }] : [])),
      usage: Object.keys(usage).length === 0 ? undefined : usage,
      attributes: Object.keys(told).length === 0 ? undefined : told,
    });
  };
};

const given = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** Epoch seconds or milliseconds → RFC 3339; anything else as it stands. */
export const timeOf = (text: string | undefined): string | undefined => {
  if (text === undefined || !NUMBER.test(text)) return text;
  const number = Number(text);
  const ms = Math.trunc(number < SECONDS_BELOW ? number * 1000 : number);
  return ms <= LATEST_MS ? new Date(ms).toISOString() : text;
};

/** What is no number stays text, which the observer refuses with its reason. */
const numberOf = (text: string | undefined): number | string | undefined =>
  text !== undefined && NUMBER.test(text) ? Number(text) : text;

const SIGNED = /^-?\d{1,16}(?:\.\d{1,9})?$/;
const attributeOf = (type: AttributeType['type'], text: string | undefined) => {
  if (type === 'boolean') return booleanOf(text);
  return type === 'number' && text !== undefined && SIGNED.test(text) ? Number(text) : text;
};

const booleanOf = (text: string | undefined): boolean | string | undefined => {
  const word = text?.toLowerCase();
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  return text;
};
