import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import neo4j from 'neo4j-driver';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** In the order in which somebody would read them: the second goes on where the first has handed its list over. */
const PAGE = join(ROOT, 'docs/walk-through.md');
const BANS_PAGE = join(ROOT, 'docs/walk-through-bans.md');
const GOES_ON = '(walk-through-bans.md) goes on from here, in the same shell.\n';
const MINUTE = 60_000;

type Block =
  | { readonly kind: 'sh'; readonly code: string; readonly prints: string | null }
  | { readonly kind: 'cypher'; readonly code: string };

/** The page's blocks in order; one marked `not run` is left out and said. */
const blocksOf = async (page: string): Promise<Block[]> => {
  const fences =
    /(?:<!-- not run: (?<reason>[^>]*) -->\n)?```(?<kind>sh|cypher)(?: file=(?<file>\S+))?\n(?<code>[\s\S]*?)```(?:\n<!-- prints: (?<prints>.*) -->)?/g;
  const blocks: Block[] = [];
  for (const { groups } of page.matchAll(fences)) {
    const { reason, kind, file, code, prints } = groups!;
    if (reason !== undefined) console.log(`walk-through: a block is not run: ${reason}`);
    else if (kind === 'sh') blocks.push({ kind, code: code!, prints: prints ?? null });
    else blocks.push({ kind: 'cypher', code: file === undefined ? code! : await readFile(join(ROOT, file), 'utf8') });
  }
  return blocks;
};

/** A folder as a checkout is, but with a `.ringfence` of its own. */
const checkout = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-walk-'));
  for (const name of await readdir(ROOT)) {
    if (!name.startsWith('.')) await symlink(join(ROOT, name), join(folder, name));
  }
  return folder;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
};

/** One shell for all blocks, so that variables and jobs live on; a mark after each tells what it printed. */
const shell = async (folder: string) => {
  const env: NodeJS.ProcessEnv = { ...process.env, RINGFENCE_HTTP_PORT: String(await freePort()) };
  for (const name of Object.keys(env)) {
    if (/^NEO4J_/.test(name) || name === 'RINGFENCE_HOME' || name === 'NODE_OPTIONS') delete env[name];
  }
  const child = spawn(
    'bash',
    ['-e', '-o', 'pipefail', '-c', 'exec 2>&1; while IFS= read -r file; do . "$file"; echo "##done##"; done'],
    {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
      // A group of its own, so that what a failed block left in the background ends with it.
      detached: true,
    },
  );
  let said = '';
  let wake = (): void => undefined;
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
    wake();
  });
  const ended = once(child, 'exit').then(() => wake());
  let count = 0;
  return {
    async run(code: string): Promise<string> {
      const file = join(folder, `block-${count++}.sh`);
      await writeFile(file, code);
      said = '';
      child.stdin.write(`${file}\n`);
      while (!said.includes('##done##')) {
        if (child.exitCode !== null) throw new Error(`the block failed:\n${code}\n--- it printed\n${said}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return said.replace('##done##\n', '');
    },
    async end(): Promise<void> {
      child.stdin.end();
      await ended;
      try {
        process.kill(-child.pid!, 'SIGTERM');
      } catch {
        // Nothing was left.
      }
    },
  };
};

/** Runs a query as somebody in Neo4j Browser would, with the login that `neo4j status` points at. */
const inBrowser = async (folder: string, code: string): Promise<number> => {
  const home = join(folder, '.ringfence/neo4j');
  const { bolt } = JSON.parse(await readFile(join(home, 'ports.json'), 'utf8')) as { bolt: number };
  const password = (await readFile(join(home, 'password'), 'utf8')).trim();
  const driver = neo4j.driver(`bolt://127.0.0.1:${bolt}`, neo4j.auth.basic('neo4j', password));
  try {
    const { records } = await driver.executeQuery(code, {}, { routing: neo4j.routing.READ });
    return records.length;
  } finally {
    await driver.close();
  }
};

it(
  'every command and query of the walk-throughs runs, in order, and prints what the pages say',
  async () => {
    const folder = await checkout();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const desk = await shell(folder);
    stack.defer(async () => {
      await desk.end();
      const stop = spawn('npx', ['ringfence', 'neo4j', 'stop', '--force'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      await Promise.all([text(stop.stdout), once(stop, 'exit')]);
    });
    const parts = (await readFile(PAGE, 'utf8')).split(GOES_ON);
    expect(parts).toHaveLength(2);
    const blocks = await blocksOf(parts.join(await readFile(BANS_PAGE, 'utf8')));
    expect(blocks.filter(({ kind }) => kind === 'sh').length).toBeGreaterThan(20);
    for (const block of blocks) {
      if (block.kind === 'cypher') {
        expect(await inBrowser(folder, block.code), block.code).toBeGreaterThan(0);
        continue;
      }
      const said = await desk.run(block.code);
      if (block.prints !== null) expect(said, block.code).toContain(block.prints);
      // Node warns of what is amiss in a process: nothing may be.
      expect(said, block.code).not.toMatch(/\(node:\d+\)/);
    }
    const lines = (await readFile(join(folder, 'enforcement.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(50);
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain('</html>');
  },
  10 * MINUTE,
);
