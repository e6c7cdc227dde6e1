import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readExploreFolder } from '../../../src/explore/folder.ts';
import { nodeStyle, parseGrass, relationshipStyle } from '../../../src/explore/grass.ts';
import { guideText } from '../../../src/explore/guide.ts';
import { onOneLine, savedQuery } from '../../../src/explore/saved-query.ts';
import { queriesZip, serveExplore } from '../../../src/explore/serve.ts';
import { zipOf } from '../../../src/explore/zip.ts';

const folder = readExploreFolder();

describe('the guide', () => {
  it('is the committed one (npm run docs writes it)', () => {
    const committed = readFileSync(new URL('../../../cypher/explore/guide.md', import.meta.url), 'utf8');
    expect(guideText(folder)).toBe(committed);
  });

  it('has a slide for each saved query, first the whole, then the single thing', () => {
    // Browser cuts slides here.
    const slides = guideText(folder).split(/\r?\n---\r?\n/);
    expect(slides).toHaveLength(folder.queries.length + 1);
    const titles = slides.slice(1).map((slide) => /^## (.+)$/m.exec(slide)![1]!);
    expect(titles.toSorted()).toEqual(folder.queries.map(({ title }) => title).toSorted());
    expect(titles[0]).toMatch(/^First look/);
    for (const slide of slides.slice(1)) expect(slide.match(/```/g)!.length % 2).toBe(0);
  });

  it('gives every query with a parameter a block that picks one, on one line', () => {
    const picks = guideText(folder).match(/^:param \[.*$/gm)!;
    expect(picks).toHaveLength(folder.queries.filter(({ parameters }) => parameters.length > 0).length);
    for (const pick of picks) expect(pick).toMatch(/^:param \[\w+(, \w+)*\] => \{ MATCH .* RETURN .* \}$/);
  });
});

describe('a saved query', () => {
  it('is read by its header', () => {
    const text =
      "// A thing: what is it?\n// It is\n// one.\n// $x: set before:\n// :param x => 'a b'\n// :param n => 5\nRETURN $x, $n\n";
    const { title, about, parameters } = savedQuery('thing', text);
    expect([title, about]).toEqual(['A thing: what is it?', 'It is one.']);
    expect(parameters).toEqual([
      { name: 'x', setting: ":param x => 'a b'", example: 'a b' },
      { name: 'n', setting: ':param n => 5', example: 5 },
    ]);
    expect(onOneLine(text)).toBe('RETURN $x, $n');
  });

  it('without a comment at its beginning is refused, by name', () => {
    expect(() => savedQuery('bare', 'RETURN 1')).toThrow('bare.cypher');
  });
});

describe('the style', () => {
  const grass = parseGrass(`node.Signal { color: #111111; caption: '{hint}'; } node.Ip {color:#222222;
    diameter: 36px;} relationship.PAID_WITH { caption: "{count}×"; shaft-width: 2px } relationship { caption: '<type>'; }`);

  it('is taken rule after rule, the later over the earlier', () => {
    expect(nodeStyle(grass, ['Ip', 'Signal'], { hint: '203.0.113.7' })).toMatchObject({
      ...{ color: '#222222', diameter: 36, caption: '203.0.113.7' },
    });
    expect(nodeStyle(grass, ['Other'], {}).caption).toBe('');
    expect(relationshipStyle(grass, 'IN_PREFIX', {}).caption).toBe('IN_PREFIX');
  });

  it('loses what Browser loses: values with a colon, and rules behind a comment', () => {
    expect(parseGrass("node.A { caption: 'a: {b}'; color: #333333; }").get('node.A')).toEqual({ color: '#333333' });
    expect([...parseGrass('/* note */ node.A { color: #333333; }').keys()]).toEqual(['/*note*/node.A']);
  });
});

describe('the archive of saved queries', () => {
  it('is one that others read, with every query in a folder of its own, and the same at every making', () => {
    const bytes = queriesZip(folder);
    expect(bytes.equals(queriesZip(readExploreFolder()))).toBe(true);
    const file = join(mkdtempSync(join(tmpdir(), 'ringfence-zip-')), 'queries.zip');
    onTestFinished(() => rmSync(join(file, '..'), { recursive: true }));
    writeFileSync(file, bytes);
    const script =
      'import sys,zipfile,json;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;print(json.dumps({i.filename:z.read(i).decode() for i in z.infolist()}))';
    let read: Record<string, string>;
    try {
      read = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })) as Record<string, string>;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // test/integration/neo4j-browser.test.ts has Browser itself read it.
      return console.log('skipped: the archive read by another program (no python3)');
    }
    expect(read).toEqual(
      Object.fromEntries(folder.queries.map(({ name, text }) => [`ringfence/${name}.cypher`, text])),
    );
  });

  it('may be empty', () => {
    expect(zipOf([])).toHaveLength(22);
  });
});

describe('the server for Browser', () => {
  it('answers what Browser asks from another origin, and nothing else', async () => {
    const served = await serveExplore(folder, 0);
    onTestFinished(() => served.close());
    const at = `http://127.0.0.1:${served.port}`;
    for (const [path, begin] of [
      ['/style.grass', 'node {'],
      ['/guide.md', '[//]: #'],
      ['/queries.zip', 'PK'],
    ]) {
      const answer = await fetch(at + path, { headers: { origin: 'http://127.0.0.1:7474' } });
      expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 200, '*']);
      expect((await answer.text()).startsWith(begin!)).toBe(true);
    }
    const asked = await fetch(`${at}/guide.md`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('access-control-allow-headers')]).toEqual([204, '*']);
    for (const path of ['/', '/../package.json', '/%2e%2e/package.json', '/style.grass/', '/constructor']) {
      expect([path, (await fetch(at + path)).status]).toEqual([path, 404]);
    }
    expect((await fetch(`${at}/style.grass`, { method: 'POST', body: 'x' })).status).toBe(404);
    await expect(serveExplore(folder, served.port)).rejects.toMatchObject({ type: 'port-in-use', exitCode: 69 });
  });
});
