import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDocument } from 'zod-openapi';
import { eventSchema, signalRegistry } from '../../../src/signals/index.ts';

const registry = signalRegistry([
  {
    name: 'hashtag',
    label: 'Hashtag',
    relationship: 'TAGGED',
    kind: 'behaviour',
    privacy: 'clear',
    strength: 0.4,
    description: 'A tag.',
  },
]);

interface Described {
  description?: string;
  example?: unknown;
  properties?: Record<string, Described>;
}

describe('the event schema', () => {
  it('accepts its own example', () => {
    const schema = eventSchema(registry);
    expect(() => schema.parse(schema.meta()?.['example'])).not.toThrow();
  });

  it('fills in what may be left out', () => {
    const event = { id: '1', account: 'a', kind: 'usage', time: '2026-03-14T19:20:05Z', usage: {} };
    expect(eventSchema(registry).parse(event)).toMatchObject({
      signals: [],
      usage: { requests: 1, tokensIn: 0, tokensOut: 0, toolCalls: 0 },
    });
  });

  it('becomes OpenAPI components in which everything is described and has an example', () => {
    const document = createDocument({
      openapi: '3.1.1',
      info: { title: 'test', version: '1' },
      paths: {
        '/events': {
          post: {
            requestBody: { content: { 'application/json': { schema: z.array(eventSchema(registry)) } } },
            responses: {},
          },
        },
      },
    });
    const schemas = document.components?.schemas as unknown as Record<string, Described>;
    expect(Object.keys(schemas).sort()).toEqual(['Event', 'EventAttributes', 'EventSignal', 'EventUsage']);
    for (const schema of Object.values(schemas)) {
      expect(schema.description).toBeTruthy();
      for (const member of Object.values(schema.properties ?? {})) {
        if ('$ref' in member) continue;
        expect(member.description).toBeTruthy();
        expect(member).toHaveProperty('example');
      }
    }
    expect(schemas['EventSignal']?.properties?.['type']).toMatchObject({ enum: registry.all.map((type) => type.name) });
  });
});
