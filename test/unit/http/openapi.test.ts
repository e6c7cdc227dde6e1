import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createHttpApp } from '../../../src/http/app.ts';
import { openApiDocument } from '../../../src/http/openapi.ts';
import { PROBLEMS, problemExample } from '../../../src/http/problems.ts';
import { route } from '../../../src/http/route.ts';
import { openApiFaults } from '../../support/openapi-check.ts';
import { appOptions, getThing, INFO, postThing } from './support.ts';

const nothing = async () => ({ status: 204 });

describe('the OpenAPI document', () => {
  test('describes every operation, parameter, schema and error with an example that fits', () => {
    const app = createHttpApp(appOptions([getThing(nothing), postThing(nothing)]));
    expect(openApiFaults(app.document)).toEqual([]);
  });

  test('is OpenAPI 3.1 with a relative server, so that it holds wherever it is served from', () => {
    const document = openApiDocument([getThing(nothing)], {}, INFO);
    expect(document.openapi).toMatch(/^3\.1/);
    expect(document.servers?.map(({ url }) => url)).toEqual(['/']);
  });

  test('says which roles may use a route, and that health needs none', () => {
    const app = createHttpApp(appOptions([getThing(nothing)]));
    expect(app.document.paths?.['/v1/things/{id}']?.get?.security).toEqual([
      { bearer: [] },
      { basic: [] },
      { session: [] },
    ]);
    expect(app.document.paths?.['/v1/things/{id}']?.get).toMatchObject({ 'x-roles': ['viewer', 'admin'] });
    expect(app.document.paths?.['/healthz']?.get?.security).toEqual([]);
    const open = Object.entries(app.document.paths ?? {}).filter(([, item]) => item.get?.security?.length === 0);
    expect(open.map(([path]) => path).sort()).toEqual(['/healthz', '/readyz']);
  });

  test('lists the problems that follow from what a route takes', () => {
    const document = openApiDocument([getThing(nothing), postThing(nothing)], {}, INFO);
    expect(Object.keys(document.paths?.['/v1/things']?.post?.responses ?? {})).toEqual(
      expect.arrayContaining(['201', '400', '401', '403', '406', '409', '413', '415', '500', '503']),
    );
    expect(Object.keys(document.paths?.['/v1/things/{id}']?.get?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '304', '400', '404']),
    );
  });

  test('says of a route without an entry that nobody may use it', () => {
    const document = openApiDocument([getThing(nothing)], {}, INFO);
    expect(document.paths?.['/v1/things/{id}']?.get?.description).toContain('Refused to everybody.');
  });

  test('cannot be made with a problem type that nobody has described', () => {
    expect(() => openApiDocument([getThing(nothing, { problems: ['no-such-type'] })], {}, INFO)).toThrow(
      'no-such-type',
    );
  });
});

describe('the check of the document', () => {
  test('finds a missing description, an example that does not fit, and an undescribed property', () => {
    const poor = route({
      method: 'get',
      path: '/v1/poor/{id}',
      operationId: 'getPoor',
      tag: 'poor',
      summary: '',
      description: 'Says little.',
      params: z.object({ id: z.string() }),
      responses: { 200: { description: 'It.', schema: z.object({ size: z.int() }), example: { size: 'large' } } },
      problems: [],
      handle: nothing,
    });
    const faults = openApiFaults(openApiDocument([poor], {}, INFO)).join('\n');
    expect(faults).toContain('GET /v1/poor/{id}: summary is missing');
    expect(faults).toContain('path parameter id: description is missing');
    expect(faults).toContain('path parameter id: an example is missing');
    expect(faults).toContain('200 application/json: example: /size must be integer');
    expect(faults).toContain('property size is not described');
  });
});

describe('the problem types', () => {
  test.each(Object.keys(PROBLEMS))('%s has an error status, a title, an explanation and a way to mend it', (type) => {
    const { status, title, description, example } = PROBLEMS[type]!;
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title.length).toBeGreaterThan(3);
    expect(description.length).toBeGreaterThan(20);
    expect(example.mend).toBeTruthy();
    expect(problemExample(type)).toMatchObject({ type: `/problems/${type}`, status });
  });
});
