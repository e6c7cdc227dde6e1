import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { reportCommand } from '../../src/cli/report.ts';
import { configSchema } from '../../src/config.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { TESTER } from '../support/audit.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { commandContext } from '../support/command-context.ts';
import { cypherRows } from '../support/graph.ts';
import { plant } from '../support/planted.ts';
import { seedEvents } from '../support/seed-data.ts';

let api: TestApi;
let home: string;
/** The first run of the seed data, changed a little so that the second has news; and the second. */
let [first, second] = ['', ''];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'ringfence-report-'));
  api = await startApi();
  const registry = signalRegistry();
  await plant(api.graph, registry, await seedEvents(registry));
  for (let run = 0; run < 2; run++) {
    await api.app.detection.start({ by: TESTER, trigger: 'api' });
    const { id } = (await api.app.detection.finished())!;
    [first, second] = [second, id];
  }
  await cypherRows(
    `MATCH (old:Ring {run: $first})-[s:SUCCEEDED_BY]->(new:Ring {run: $second})
     WITH old, s, new ORDER BY new.score DESC, new.id
     WITH collect({old: old, s: s}) AS pairs
     WITH pairs[0] AS grown, pairs[1] AS fresh
     SET grown.old.size = grown.old.size - 9, grown.s.how = 'grew'
     WITH fresh, fresh.s AS s DELETE s`,
    { first, second },
  );
  await cypherRows("MATCH (ip:Ip) WHERE ip.key STARTS WITH 'ip:249.18.' SET ip.class = 'hosting'");
});
afterAll(async () => {
  await api.close();
  await rm(home, { recursive: true, force: true });
});

const command = async (...args: string[]) => {
  const { uri, user, password, database } = inject('neo4j');
  const { context, stdout, stderr } = commandContext(home, async () =>
    configSchema.parse({ home, neo4j: { uri, user, password, database } }),
  );
  await reportCommand(context)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parseAsync(args, { from: 'user' });
  return { out: stdout.text, err: stderr.text };
};

const page = async (...args: string[]): Promise<string> => (await command('--html', '-', ...args)).out;

describe('ringfence report', () => {
  it('says of the seed data what the run holds, and what is new', async () => {
    const text = await page();
    const [sums] = await cypherRows(
      'MATCH (r:Ring {run: $second}) RETURN count(r) AS rings, sum(r.size) AS accounts, max(r.size) AS largest',
      { second },
    );
    const { rings, accounts, largest } = sums as { rings: number; accounts: number; largest: number };
    expect(text).toContain(`${rings} rings hold ${accounts} accounts of 5,209 (`);
    expect(text).toContain(`The largest has ${largest} accounts. Nobody has decided on any of them yet.`);
    const [lost] = await cypherRows(
      'MATCH (r:Ring {run: $first}) WHERE NOT (r)-[:SUCCEEDED_BY]->() RETURN r.size AS size',
      { first },
    );
    expect(text).toContain(
      `Rings now: 1 new, 1 grown and ${rings - 2} as before. Gone: 1 ring of ${lost!['size']} accounts.`,
    );
    expect([...text.matchAll(/<section class="chapter/g)]).toHaveLength(Math.min(rings, 10));
    expect(text).toContain('<th scope="row">hosting</th>');
    const named = (await cypherRows('MATCH (r:Ring {run: $second}) RETURN r.id AS id', { second })).filter(({ id }) =>
      text.includes(`<span class="id">${id}</span>`),
    );
    expect(named).toHaveLength(Math.min(rings, 10));
  });

  it('gives the same bytes to a file as to standard output, again and by the id of the run', async () => {
    const { err } = await command('--html', 'report.html');
    const bytes = await readFile(join(home, 'report.html'), 'utf8');
    expect(bytes).toBe(await page());
    expect(bytes).toBe(await page('--run', second));
    expect(err).toMatch(/report of run_\S+: .* KiB in report\.html/);
    expect((await stat(join(home, 'report.html'))).mode & 0o077).toBe(0);
  });

  it('tells of an older run that it is one', async () => {
    const text = await page('--run', first, '--top', '2');
    expect(text).toContain('A later run was published since.');
    expect(text).toContain('This is the first run');
    expect([...text.matchAll(/<section class="chapter/g)]).toHaveLength(2);
  });

  it('shows no address, no key and no value; and no account where none is asked for', async () => {
    const text = await page('--accounts', 'none', '--top', '20');
    const ids = await cypherRows('MATCH (a:Account)-[:MEMBER_OF]->(:Ring {run: $second}) RETURN a.id AS id', {
      second,
    });
    expect(ids.length).toBeGreaterThan(200);
    expect(ids.filter(({ id }) => text.includes(id as string))).toEqual([]);
    const all = await page('--accounts', 'all', '--top', '20');
    expect(ids.filter(({ id }) => !all.includes(id as string))).toEqual([]);
    const signals = await cypherRows(
      'MATCH (s:Signal) WHERE NOT s.type IN ["user_agent", "referral_code"] RETURN s.key AS key',
    );
    for (const given of [text, all]) {
      expect(signals.filter(({ key }) => given.includes(key as string))).toEqual([]);
      // Every address that is left is that of a network.
      expect([...given.matchAll(/\b\d+\.\d+\.\d+\.\d+\b(?!\/24)/g)].map(String)).toEqual([]);
    }
  });

  it('leaves no file behind where it fails, and names the option that is wrong', async () => {
    const before = await readdir(home);
    await expect(command('--html', 'x.html', '--run', 'run_none')).rejects.toMatchObject({ type: 'not-found' });
    await expect(command('--html', 'no/such/x.html')).rejects.toMatchObject({ type: 'file-unwritable' });
    await expect(command('--html', 'x.html', '--top', '51')).rejects.toThrow(/from 0 to 50/);
    await expect(command('--html', 'x.html', '--accounts', 'some')).rejects.toThrow(/none, top, all/);
    await expect(command()).rejects.toThrow(/--html/);
    expect(await readdir(home)).toEqual(before);
  });

  it('refuses a run that has lost rings', async () => {
    await cypherRows(
      "CREATE (:Run {id: 'run_thin', state: 'published', startedAt: datetime('2020-01-01T00:00:00Z'), counts: $counts})",
      {
        counts: JSON.stringify({ sizes: { rings: 3, members: 9 } }),
      },
    );
    await expect(command('--html', 'x.html', '--run', 'run_thin')).rejects.toMatchObject({
      type: 'run-gone',
      exitCode: 75,
    });
    await cypherRows("MATCH (r:Run {id: 'run_thin'}) DELETE r");
  });
});

const chromium = chromiumPath(process.env);
if (chromium === null) console.log('skipped: the report in a real browser (needs Chromium)');

describe.skipIf(chromium === null)('the page in a real browser', () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let server: Server;
  /** Paths asked for at the server that the page came from. */
  const asked: string[] = [];

  beforeAll(async () => {
    browser = stack.adopt(await openBrowser(chromium!), (it) => it.close());
    const text = await page();
    server = createServer((request, answer) => {
      asked.push(request.url!);
      answer.setHeader('content-type', 'text/html; charset=utf-8').end(text);
    }).listen(0, '127.0.0.1');
    stack.defer(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
  });
  afterAll(() => stack.disposeAsync());

  const opened = async (options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> => {
    const context = await browser.newContext({ javaScriptEnabled: true, ...options });
    const it = await context.newPage();
    const said: string[] = [];
    const requests: string[] = [];
    it.on('console', (message) => said.push(message.text()));
    it.on('pageerror', (error) => said.push(String(error)));
    it.on('request', (request) => requests.push(request.url()));
    asked.length = 0;
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await it.goto(url, { waitUntil: 'load' });
    await look(it);
    expect(said).toEqual([]);
    expect(requests.filter((each) => !each.startsWith('data:'))).toEqual([url]);
    expect(asked).toEqual(['/']);
    await context.close();
  };
  const ask = <Answer>(it: Page, text: string): Promise<Answer> => it.evaluate(text);

  it.each([400, 1280])('asks for nothing but itself and fits %d pixels', async (width) => {
    await opened({ viewport: { width, height: 900 } }, async (it) => {
      expect(await ask(it, 'document.documentElement.scrollWidth')).toBe(width);
      const wide = `[...document.querySelectorAll('main *')].filter((e) => {
        const { right, width } = e.getBoundingClientRect();
        return width > 1 && right > innerWidth + 1;
      }).map((e) => e.outerHTML.slice(0, 80))`;
      expect(await ask(it, wide)).toEqual([]);
      expect(await it.locator('h1').textContent()).toMatch(/^\d+ rings, \d+ accounts$/);
      expect(await it.locator('svg.graph').first().isVisible()).toBe(true);
    });
  });

  it('can be read without eyes: names, headings in order, captions, header cells', async () => {
    await opened({}, async (it) => {
      const levels = await ask<number[]>(
        it,
        `[...document.querySelectorAll('h1,h2,h3,h4')].map((h) => Number(h.tagName[1]))`,
      );
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      for (const [n, level] of levels.entries()) expect(level - (levels[n - 1] ?? 1)).toBeLessThanOrEqual(1);
      expect(
        await ask(
          it,
          `[...document.querySelectorAll('table')].filter((t) => !t.caption?.textContent.trim() || !t.querySelector('th[scope]')).length`,
        ),
      ).toBe(0);
      expect(await ask(it, `[...document.querySelectorAll('img')].length`)).toBe(0);
      const unnamed = `[...document.querySelectorAll('svg')].filter((svg) => svg.getAttribute('aria-hidden') !== 'true' &&
        !['aria-labelledby', 'aria-describedby'].every((a) => document.getElementById(svg.getAttribute(a))?.textContent.trim())).length`;
      expect(await ask(it, unnamed)).toBe(0);
      expect(
        await ask(it, `document.documentElement.lang + ' ' + document.querySelectorAll('main, header, footer').length`),
      ).toBe('en 3');
      expect(await it.getByRole('img', { name: 'Rings by size and score' }).count()).toBe(1);
    });
  });

  it.each(['light', 'dark'] as const)('has letters that stand out from their ground: %s', async (colorScheme) => {
    await opened({ colorScheme, viewport: { width: 1280, height: 900 } }, async (it) => {
      const { body, poor } = await ask<{ body: number; poor: string[] }>(it, CONTRAST);
      expect(poor).toEqual([]);
      expect(body < 0.2).toBe(colorScheme === 'dark');
    });
  });

  it('lets no text of a chart leave its picture or cover another', async () => {
    for (const width of [400, 1280]) {
      await opened({ viewport: { width, height: 900 } }, async (it) => {
        expect(await ask(it, CUT_OR_COVERED)).toEqual([]);
      });
    }
  });

  it('prints on A4, in light colours whatever the screen has', async () => {
    await opened({ colorScheme: 'dark' }, async (it) => {
      await it.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await ask(it, 'getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      const pdf = await it.pdf({ preferCSSPageSize: true });
      const boxes = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
      expect(boxes.length).toBeGreaterThan(8);
      for (const [, width, height] of boxes) {
        expect(Number(width)).toBeCloseTo(595, -1);
        expect(Number(height)).toBeCloseTo(842, -1);
      }
    });
  });
});

/** WCAG 2.2, 1.4.3: 4.5 : 1 for every text, over the nearest ground that is painted. In the page. */
const CONTRAST = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color[3] !== 0) return color;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('title, desc')) continue;
    const svg = e.closest('svg');
    const color = rgb(svg ? getComputedStyle(e).fill : getComputedStyle(e).color);
    // A number stands on the disc under it.
    const disc = e.closest('.marks') && [...svg.querySelectorAll('circle')].find((c) =>
      c.getAttribute('cx') === e.getAttribute('x') && Math.abs(c.getAttribute('cy') - e.getAttribute('y') + 5) < 0.2);
    const behind = disc ? rgb(getComputedStyle(disc).fill) : svg?.querySelector(':scope > rect') ? rgb(getComputedStyle(svg.querySelector(':scope > rect')).fill) : ground(e);
    const [a, b] = [luminance(color), luminance(behind)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.add(e.tagName + '.' + e.getAttribute('class') + ' ' + ratio.toFixed(2));
  }
  return { body: luminance(ground(document.body)), poor: [...poor] };
})()`;

const CUT_OR_COVERED = `[...document.querySelectorAll('svg.chart')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')].map((e) => ({ said: e.textContent, box: e.getBoundingClientRect() }));
  const cut = texts.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 2);
  const covered = texts.flatMap((a, n) => texts.slice(n + 1).filter((b) =>
    a.box.left < b.box.right && b.box.left < a.box.right && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3).map((b) => a.said + ' / ' + b.said));
  return [...cut.map(({ said }) => 'cut: ' + said), ...covered];
})`;
