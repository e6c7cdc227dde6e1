import { z } from 'zod';

/**
 * The example of a schema, put together from the examples of its fields, so that a documented answer cannot differ from
 * the schema that describes it. Throws RangeError for a field that has none.
 */
export const exampleOf = (schema: z.ZodType): unknown => {
  const own = schema.meta()?.['example'];
  if (own !== undefined) return own;
  if (schema instanceof z.ZodObject) {
    return Object.fromEntries(
      Object.entries(schema.shape).map(([name, field]) => [name, exampleOf(field as z.ZodType)]),
    );
  }
  if (schema instanceof z.ZodArray) {
    const element = schema.element as z.ZodType;
    return element instanceof z.ZodUnion
      ? element.options.map((each) => exampleOf(each as z.ZodType))
      : [exampleOf(element)];
  }
  if (schema instanceof z.ZodUnion) return exampleOf(schema.options[0] as z.ZodType);
  if (
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return exampleOf(schema.unwrap() as z.ZodType);
  }
  if (schema instanceof z.ZodLiteral) return schema.value;
  throw new RangeError(`a field of type ${schema.def.type} has no example`);
};
