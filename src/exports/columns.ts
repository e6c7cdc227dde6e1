import { z } from 'zod';

/** What a column holds: text, a double, a whole number, a time (epoch ms), or several texts. */
export type Kind = 'text' | 'real' | 'whole' | 'time' | 'texts';

export interface Column {
  readonly name: string;
  readonly kind: Kind;
  readonly nullable: boolean;
  readonly description: string;
}

export type Cell = string | number | null | readonly string[];

/** One row of an export, by column; times are epoch milliseconds here and take their form in the format. */
export type Row = Readonly<Record<string, Cell>>;

/** A row's type by its schema: the same fields, with times as epoch milliseconds. */
export type RowOf<Schema extends z.ZodObject> = { readonly [Name in keyof z.output<Schema>]: Cell };

/** The columns of a row's schema, in its order. Throws TypeError for a field that no format can write. */
export const columnsOf = (row: z.ZodObject): readonly Column[] =>
  Object.entries(row.shape).map(([name, field]) => {
    const nullable = field instanceof z.ZodNullable;
    const inner = (nullable ? field.unwrap() : field) as z.ZodType;
    const description = String((field as z.ZodType).meta()?.description ?? inner.meta()?.description ?? '');
    return { name, kind: kindOf(name, inner), nullable, description };
  });

const kindOf = (name: string, field: z.ZodType): Kind => {
  if (field instanceof z.ZodISODateTime) return 'time';
  if (field instanceof z.ZodString || field instanceof z.ZodEnum) return 'text';
  if (field instanceof z.ZodNumber) return field.format === 'safeint' ? 'whole' : 'real';
  if (field instanceof z.ZodArray && field.element instanceof z.ZodString) return 'texts';
  throw new TypeError(`${name} is of no kind that a format can write`);
};
