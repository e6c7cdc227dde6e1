import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExploreFolder } from '../../src/explore/folder.ts';
import { queriesZip, serveExplore } from '../../src/explore/serve.ts';
import { migrate } from '../../src/graph/migrations.ts';
import { openGraph } from '../../src/graph/open.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { holdManagedServer } from '../../src/graph/server/managed.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { chromiumPath, openBrowser } from '../support/browser.ts';
import { plant, planted } from '../support/planted.ts';

const chromium = chromiumPath(process.env);
const managed = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
const canRunHere = managed && chromium !== null;
if (!canRunHere) console.log('skipped: Neo4j Browser in a real browser (needs Chromium, Java 17 or newer, and Maven)');

// The Neo4j Browser that the managed server serves, as a person uses it. The names are those that its own tests go by.
describe.skipIf(!canRunHere)('Neo4j Browser', { timeout: 120_000 }, () => {
  const folder = readExploreFolder();
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let page: Page;
  let files: string;

  beforeAll(async () => {
    const home = await mkdtemp(join(tmpdir(), 'ringfence-browser-'));
    stack.defer(() => rm(home, { recursive: true, force: true }));
    const server = await resolved(home, await holdManagedServer({ home, env: process.env }));
    stack.defer(() => server.release());
    const graph = stack.adopt(openGraph(server.connection), (it) => it.close());
    await migrate(graph, { now: Date.now, holder: 'tests' });
    await plant(graph, signalRegistry(), planted({ ordinary: 20, rings: 1, ringSize: 10, seed: 3 }).events);
    const served = stack.adopt(await serveExplore(folder, 0), (it) => it.close());
    files = `http://localhost:${served.port}`;
    browser = stack.adopt(await openBrowser(chromium!), (it) => it.close());
    page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
    page.setDefaultTimeout(60_000);
    await page.goto(server.browserUrl!);
    await page.getByTestId('username').fill('neo4j');
    await page.getByTestId('password').fill(server.connection.password);
    await page.getByTestId('connect').click();
    await page.getByTestId('activeEditor').getByText('neo4j$').waitFor();
  }, 300_000);
  afterAll(() => stack.disposeAsync());

  const type = async (text: string) => {
    await page.getByTestId('activeEditor').locator('textarea').first().focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
    // The editor hands its text over a moment later, and nothing on the page tells when.
    await page.waitForTimeout(500);
    await page.getByTestId('editor-Run').first().click();
  };
  /** Runs it until what it brings is there: on a busy machine the moment is a long one, and what ran was what stood there before. */
  const run = async (text: string, brings: Locator) => {
    for (let attempt = 1; attempt < 3; attempt++) {
      await type(text);
      const came = await brings.waitFor({ timeout: 20_000 }).then(
        () => true,
        () => false,
      );
      if (came) return;
    }
    await type(text);
    await brings.waitFor();
  };
  /** As text, because the page's own types are not those of this project. */
  const drop = (name: string, bytes: Buffer) =>
    page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob('${bytes.toString('base64')}'), (c) => c.charCodeAt(0))], '${name}'));
      document.querySelector('[data-testid="activeEditor"]')
        .dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }`);

  it('takes the style by :style, with every rule', async () => {
    const shown = page.getByTestId('frameContents').first();
    await run(`:style ${files}/style.grass`, shown.getByText('node.Ring'));
    const text = (await shown.textContent())!;
    for (const [selector] of folder.style.matchAll(/^(node|relationship)\.\w+/gm)) expect(text).toContain(selector);
    expect(text).toContain('{size} accounts {id}');
  });

  it('plays the guide, whose blocks go into the editor', async () => {
    await run(`:guide ${files}/guide.md`, page.getByRole('heading', { name: 'ringfence: exploring rings' }).first());
    await page.getByText('Next', { exact: true }).click();
    await page
      .getByRole('heading', { name: folder.queries.find(({ name }) => name === 'first-look')!.title })
      .waitFor();
    await page.locator('pre.runnable').first().click();
    // The editor shows blanks as no-break spaces.
    const shown = async () => (await page.getByTestId('activeEditor').textContent())?.replaceAll('\u00a0', ' ');
    await expect.poll(shown).toContain('First look');
  });

  it('sets a parameter from a pick, and draws a saved query in the colours of the style', async () => {
    const picked = ":param [account] => { MATCH (a:Account {id: 'member_0_0'}) RETURN a.id AS account }";
    await run(picked, page.getByText('"account": "member_0_0"').first());
    const query = folder.queries.find(({ name }) => name === 'account')!.text;
    await run(query, page.getByText(/Displaying \d+ nodes/).first());
    const drawn = page.locator('circle.b-outline');
    await expect.poll(() => drawn.count(), { timeout: 20_000 }).toBeGreaterThan(5);
    const colours = await drawn.evaluateAll((all) => all.map((one) => one.getAttribute('fill')));
    // Account, card, prompt template.
    for (const colour of ['#2f6f9f', '#d9a441', '#d0628d']) expect(colours).toContain(colour);
  });

  it('makes a folder of favourites of the archive that is dropped on it', async () => {
    await drop('queries.zip', queriesZip(folder));
    await page.getByTestId('navigationFavorites').click();
    await page.getByTestId('expandFolder-ringfence').click();
    for (const { title } of folder.queries) await page.getByTestId(`scriptTitle-${title}`).waitFor();
  });
});
