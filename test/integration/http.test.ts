import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS } from '../../src/access/table.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { METHODS, openApiFaults } from '../support/openapi-check.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.close());

const browserPath = chromiumPath(process.env);
if (browserPath === null) console.log('skipped: the docs page in a real browser (no Chromium on the PATH)');

describe('the whole API', () => {
  test('describes every operation, parameter, schema and error with an example that fits', () => {
    expect(openApiFaults(api.app.http.document)).toEqual([]);
  });

  test('answers no route without a key, except health', async () => {
    const { paths = {} } = api.app.http.document;
    for (const [path, item] of Object.entries(paths)) {
      for (const method of METHODS.filter((each) => item[each] !== undefined)) {
        const filled = path.replaceAll(/\{\w+\}/g, 'x');
        const { status } = await api.call(method.toUpperCase(), filled, { key: null });
        expect([method, path, status]).toEqual([method, path, ['/healthz', '/readyz'].includes(path) ? 200 : 401]);
      }
    }
  });

  test('opens to any role only what describes the API, and the session of whoever asks', () => {
    const opened = Object.entries(ACCESS).flatMap(([name, { who }]) => (who === 'any' ? [name.split(' ')[1]!] : []));
    expect(opened.length).toBeGreaterThan(0);
    for (const path of opened) expect(path).toMatch(/^\/(openapi\.json|docs|problems|v1\/sessions?$)/);
  });

  test('refuses an unknown query parameter on every route', async () => {
    for (const [path, item] of Object.entries(api.app.http.document.paths ?? {})) {
      if (item.get === undefined || path.includes('{')) continue;
      const { status, body } = await api.call('GET', `${path}?no_such_parameter=planted`);
      expect([path, status]).toEqual([path, 400]);
      expect(JSON.stringify(body)).not.toContain('planted');
    }
  });
});

test('the docs page opens in a real browser with the key as password, asks no other host and reports no error', async ({
  skip,
}) => {
  if (browserPath === null) return skip('no Chromium on the PATH');
  const browser = await openBrowser(browserPath);
  try {
    const context = await browser.newContext({ httpCredentials: { username: 'anyone', password: api.key } });
    const page = await context.newPage();
    const problems: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) hosts.add(new URL(request.url()).origin);
    });
    await page.goto(`${api.url}/docs`);
    await page.getByRole('heading', { name: 'ringfence' }).waitFor();
    const operations = Object.values(api.app.http.document.paths ?? {}).flatMap((item) =>
      METHODS.flatMap((method) => item[method] ?? []),
    );
    const tags = new Map<string, number>();
    for (const { tags: [tag] = [] } of operations) tags.set(tag!, (tags.get(tag!) ?? 0) + 1);
    await expect.poll(() => page.locator('.opblock-tag').count(), { timeout: 20_000 }).toBe(tags.size);
    for (const [tag, count] of tags) {
      const room = page.locator('.opblock-tag-section', { has: page.locator(`.opblock-tag[data-tag="${tag}"]`) });
      await room.locator('.opblock-tag').click();
      await expect.poll(() => room.locator('.opblock').count(), { timeout: 20_000 }).toBe(count);
      if (tag !== 'service') await room.locator('.opblock-tag').click();
    }

    const health = page.locator('#operations-service-getHealth');
    await health.click();
    await health.getByRole('button', { name: 'Try it out' }).click();
    await health.getByRole('button', { name: 'Execute' }).click();
    await health.getByText('"status": "ok"').first().waitFor();

    expect(problems).toEqual([]);
    expect([...hosts]).toEqual([api.url]);
  } finally {
    await browser.close();
  }
});
