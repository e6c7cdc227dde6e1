import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { oas31 } from 'zod-openapi';
import { PROBLEMS } from '../../src/http/problems.ts';

/** Checks values against the schemas of one OpenAPI document; `pointer` is the JSON pointer to a schema in it. */
export interface DocumentSchemas {
  /** What is wrong with the value; empty when it fits. Values are not repeated. */
  faults(pointer: string, value: unknown): string[];
}

export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

export const documentSchemas = (document: oas31.OpenAPIObject): DocumentSchemas => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, 'document');
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
  return {
    faults(pointer, value) {
      const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `document#${encodeURI(pointer)}` });
      compiled.set(pointer, validate);
      if (validate(value)) return [];
      return (validate.errors ?? []).map(sentence);
    },
  };
};

const sentence = (error: ErrorObject): string => {
  const which = error.params['additionalProperty'] ?? error.params['unevaluatedProperty'];
  return `${error.instancePath || '(top)'} ${error.message}${which === undefined ? '' : ` (${which})`}`;
};

export const pointerTo = (...keys: string[]): string =>
  keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/**
 * What a document leaves undescribed, a sentence each; empty when every operation, parameter, schema, response and error
 * is described, with an example that fits its own schema.
 */
export const openApiFaults = (document: oas31.OpenAPIObject): string[] => {
  const schemas = documentSchemas(document);
  const faults: string[] = [];
  const operationIds = new Set<string>();
  const need = (text: unknown, what: string): void => {
    if (typeof text !== 'string' || text.trim().length < 3) faults.push(`${what} is missing`);
  };

  const checkMedia = (content: oas31.ContentObject | undefined, at: string[], where: string): void => {
    for (const [type, media] of Object.entries(content ?? {})) {
      const schemaAt = pointerTo(...at, 'content', type, 'schema');
      const schema = resolve(document, media.schema);
      const values = [
        ...(media.example === undefined ? [] : [media.example]),
        ...Object.values(media.examples ?? {}).map((example) => ('value' in example ? example.value : undefined)),
        ...(schema?.examples ?? []),
        ...(schema?.example === undefined ? [] : [schema.example]),
      ];
      if (media.schema === undefined) faults.push(`${where} ${type}: the schema is missing`);
      if (values.length === 0) faults.push(`${where} ${type}: an example is missing`);
      for (const value of values) {
        for (const fault of schemas.faults(schemaAt, value)) faults.push(`${where} ${type}: example: ${fault}`);
      }
      faults.push(...undescribed(document, media.schema, `${where} ${type}`));
      for (const [name, example] of Object.entries(type === 'application/problem+json' ? (media.examples ?? {}) : {})) {
        if (!Object.hasOwn(PROBLEMS, name)) faults.push(`${where}: ${name} is not in PROBLEMS`);
        if (!('value' in example) || example.value?.type !== `/problems/${name}`)
          faults.push(`${where}: ${name} differs`);
      }
    }
  };

  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const where = `${method.toUpperCase()} ${path}`;
      need(operation.summary, `${where}: summary`);
      need(operation.description, `${where}: description`);
      need(operation.operationId, `${where}: operationId`);
      need(operation.tags?.[0], `${where}: tag`);
      if (operationIds.has(operation.operationId ?? '')) faults.push(`${where}: operationId is used twice`);
      operationIds.add(operation.operationId ?? '');

      for (const [index, parameter] of (operation.parameters ?? []).entries()) {
        if (!('in' in parameter)) continue;
        const what = `${where}: ${parameter.in} parameter ${parameter.name}`;
        need(parameter.description, `${what}: description`);
        if (parameter.example === undefined) faults.push(`${what}: an example is missing`);
        const at = pointerTo('paths', path, method, 'parameters', String(index), 'schema');
        for (const fault of schemas.faults(at, parameter.example)) faults.push(`${what}: example: ${fault}`);
      }
      for (const name of path.matchAll(/\{(\w+)\}/g)) {
        const known = operation.parameters?.some((each) => 'in' in each && each.in === 'path' && each.name === name[1]);
        if (!known) faults.push(`${where}: path parameter ${name[1]} is not described`);
      }
      if (operation.requestBody !== undefined && 'content' in operation.requestBody) {
        const at = ['paths', path, method, 'requestBody'];
        checkMedia(operation.requestBody.content, at, `${where}: request body`);
      }
      for (const [status, response] of Object.entries<oas31.ResponseObject>(operation.responses ?? {})) {
        const what = `${where}: ${status}`;
        need(response.description, `${what}: description`);
        for (const [name, header] of Object.entries(response.headers ?? {})) {
          if (!('$ref' in header)) need((header as oas31.HeaderObject).description, `${what}: header ${name}`);
        }
        checkMedia(response.content, ['paths', path, method, 'responses', status], what);
      }
      if (!Object.keys(operation.responses ?? {}).some((status) => status.startsWith('2'))) {
        faults.push(`${where}: no good answer is described`);
      }
    }
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    need((schema as oas31.SchemaObject).description, `schema ${name}: description`);
    faults.push(...undescribed(document, schema, `schema ${name}`));
  }
  return [...new Set(faults)];
};

type Schema = oas31.SchemaObject | oas31.ReferenceObject | undefined;

const resolve = (document: oas31.OpenAPIObject, schema: Schema): oas31.SchemaObject | undefined => {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema?.$ref ?? '')?.[1];
  return (name === undefined ? schema : document.components?.schemas?.[name]) as oas31.SchemaObject | undefined;
};

/** By itself, by the schema that it refers to, or, where it may be null, by what it is else. */
const isDescribed = (document: oas31.OpenAPIObject, property: NonNullable<Schema>): boolean => {
  if ((property as oas31.SchemaObject).description || resolve(document, property)?.description) return true;
  const choices = (property as oas31.SchemaObject).anyOf ?? [];
  const values = choices.filter((choice) => (choice as oas31.SchemaObject).type !== 'null');
  return values.length === 1 && values.length < choices.length && isDescribed(document, values[0]!);
};

/** Properties without a description, in a schema and in all that it holds inline. */
const undescribed = (document: oas31.OpenAPIObject, schema: Schema, where: string): string[] => {
  if (schema === undefined || schema.$ref !== undefined) return [];
  const inline = schema as oas31.SchemaObject;
  const faults: string[] = [];
  for (const [name, property] of Object.entries(inline.properties ?? {})) {
    // A constant says all there is to say.
    if ((property as oas31.SchemaObject).const !== undefined) continue;
    if (!isDescribed(document, property)) faults.push(`${where}: property ${name} is not described`);
    faults.push(...undescribed(document, property, `${where}.${name}`));
  }
  const inner = [inline.items, ...(inline.anyOf ?? []), ...(inline.oneOf ?? []), ...(inline.allOf ?? [])];
  if (typeof inline.additionalProperties === 'object') inner.push(inline.additionalProperties);
  return [...faults, ...inner.flatMap((each) => undescribed(document, each, where))];
};
