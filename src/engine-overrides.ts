import { z } from 'zod';
import { type EngineConfig, engineConfig } from './engine/config.ts';

type Parts<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [Key in keyof T]?: Parts<T[Key]> | undefined }
    : T;

/** Parts of the engine's configuration; what is absent stays as it is. */
export type EngineOverrides = Parts<EngineConfig>;

const DEFAULTS: EngineConfig = engineConfig.parse({});

/** The same schema with nothing required and nothing filled in, however deep. */
const partsOf = (schema: z.ZodObject, defaults: Readonly<Record<string, unknown>>): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(schema.shape).map(([key, wrapped]) => {
        const inner = (wrapped as z.ZodDefault<z.ZodType>).unwrap();
        const example = defaults[key];
        const parts = inner instanceof z.ZodObject ? partsOf(inner, example as Record<string, unknown>) : inner;
        const description = (wrapped as z.ZodType).description ?? inner.description ?? key;
        return [key, parts.optional().meta({ description, example })];
      }),
    ),
  );

/** Every key of the engine's configuration as the API takes it. */
export const engineOverrides = partsOf(engineConfig, DEFAULTS).meta({
  id: 'EngineOverrides',
  description: 'Parts of the engine’s configuration; what is absent stays as it is.',
  example: { minScore: 0.6, score: { size: 0.8 } },
}) as unknown as z.ZodType<EngineOverrides>;

/** A configuration with the overrides over it, checked as a whole by the engine's own schema. */
export const mergedConfig = (configured: EngineConfig, overrides: EngineOverrides = {}): EngineConfig =>
  engineConfig.parse(mergedParts(configured, overrides));

/** One after the other: what `later` says goes over what `earlier` says. */
export const mergedOverrides = (earlier: EngineOverrides, later: EngineOverrides): EngineOverrides =>
  mergedParts(earlier, later);

const mergedParts = (base: object, over: object): object => ({
  ...base,
  ...Object.fromEntries(
    Object.entries(over)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => {
        const before: unknown = (base as Record<string, unknown>)[key];
        return [key, isParts(before) && isParts(value) ? mergedParts(before, value) : value];
      }),
  ),
});

const isParts = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
