import { describe, expect, it } from 'vitest';
import { chapterOf, pageText, reportOf, ringOf } from '../../support/report.ts';

const NOTHING = { rings: 0, members: 0, requests: 0, largest: null, firstSeen: null, lastSeen: null };

describe('the page of a run', () => {
  it('says the sum, the changes, the mix, the hubs and the run', async () => {
    const page = await pageText(reportOf(), [chapterOf()]);
    for (const said of [
      '2 rings hold 20 accounts of 5,000 (0.4 %), which made 9,000 requests, with evidence from 2 Mar 2026 to 7 Mar 2026.',
      'Decided so far: 1 confirmed and 1 new.',
      'Rings now: 1 new and 1 grown. Gone: 1 ring of 5 accounts.',
      'Read</dt><dd>5,000 accounts, 9,000 signals and 30,000 observations',
      'hubDegree 50, minScore 0.5, weakFamilies network',
      'worth 9.3 bits, on all of its 12 accounts and 2 others',
      'worth 9.3 bits, on 3 of its 12 accounts and on no other',
      '90 accounts: IP in <bdi>203.0.113.0/24</bdi> (hosting)',
      'In the run before it had 9 accounts',
    ]) {
      const given = said.startsWith('In the run') ? await pageText(reportOf(), [chapterOf(reportOf().rings[0])]) : page;
      expect(given).toContain(said);
    }
  });

  it('says what cells a ring has, the six largest of them, and nothing where it has none', async () => {
    const chapter = chapterOf();
    const page = await pageText(reportOf(), [chapter]);
    for (const summary of chapter.cells) expect(page).toContain(`<li><bdi>${summary}</bdi></li>`);
    const many = Array.from({ length: 9 }, (_, n) => `cell ${n + 1}`);
    const cut = await pageText(reportOf(), [{ ...chapter, cells: many }]);
    expect(cut.match(/<bdi>cell \d<\/bdi>/g)).toHaveLength(6);
    expect(cut).toContain('the 6 largest of 9');
    expect(await pageText(reportOf(), [{ ...chapter, cells: [] }])).not.toContain('Its cells');
  });

  it('loads nothing and runs nothing', async () => {
    const page = await pageText(reportOf(), [chapterOf()]);
    expect(page).toContain(
      `http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:;`,
    );
    expect(page).not.toMatch(/<script|<iframe|<object|<embed|<form|javascript:|@import|url\(/i);
    expect([...page.matchAll(/(?:href|src)="([^"]*)"/g)].filter(([, at]) => !/^(#|data:,$)/.test(at!))).toEqual([]);
  });

  it('is the same bytes for the same report', async () => {
    expect(await pageText(reportOf(), [chapterOf()])).toBe(await pageText(reportOf(), [chapterOf()]));
  });

  it('has links that lead somewhere, and each id once', async () => {
    const page = await pageText(reportOf(), [chapterOf(), chapterOf(ringOf({ id: 'ring_b' }))]);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const wanted = [...page.matchAll(/(?:href="#|aria-(?:labelledby|describedby)=")([^"]+)"/g)].map(([, id]) => id);
    expect(wanted.length).toBeGreaterThan(5);
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('names accounts as it was asked to', async () => {
    const many = chapterOf();
    const none = await pageText(reportOf(), [many], { accounts: 'none' });
    expect(none).not.toContain('acct_');
    expect(none).toContain('ids are left out');
    const top = await pageText(reportOf(), [many], { accounts: 'top' });
    expect([top.includes('acct_9<'), top.includes('acct_11<')]).toEqual([true, false]);
    expect(await pageText(reportOf(), [many], { accounts: 'all' })).toContain('acct_11<');
  });

  it('draws a ring of very many accounts with its hubs and the rest as counts', async () => {
    const base = chapterOf(ringOf({ size: 24_700 }));
    const hub = { ...base.signals[0]!, kind: 'hub' as const, id: 'hub:k', members: 24_000, accounts: 25_000 };
    const page = await pageText(reportOf(), [
      {
        ...base,
        graph: {
          nodes: [
            { kind: 'ring', id: 'ring:a', members: 24_700 },
            hub,
            { kind: 'account', id: 'account:x', account: 'acct_0', strength: 0.9 },
            { kind: 'rest', id: 'rest', members: 24_699 },
          ],
          edges: ['hub:k', 'account:x', 'rest'].map((source) => ({ source, target: 'ring:a' })),
          membersDrawn: 1,
        },
      },
    ]);
    for (const said of [
      '>24,699 more<',
      'translate this: 24,000 acco',
      '>24,700<',
      'the ring itself',
      '24,699 accounts more are not drawn',
    ]) {
      expect(page).toContain(said);
    }
  });

  it.each([
    [
      [
        ['merged', 20],
        ['merged', 9],
      ],
      'In the run before it was 2 rings, of 20 and 9 accounts.',
    ],
    [Array(8).fill(['merged', 5]), 'In the run before it was 8 rings, of 40 accounts together.'],
    [[['split', 30]], 'It split off a ring that had 30 accounts in the run before.'],
    [[['same', 12]], 'It had 12 accounts in the run before too.'],
  ] as [[string, number][], string][])('says where a ring came from: %j', async (formers, said) => {
    const ring = ringOf({ formers: formers.map(([how, size], n) => ({ id: `old_${n}`, how, size })) });
    expect(await pageText(reportOf(), [chapterOf(ring)])).toContain(said);
  });

  it('tells of a run without rings, and of the first run', async () => {
    const page = await pageText(
      reportOf({
        totals: NOTHING,
        rings: [],
        campaigns: [],
        mix: [],
        networks: [],
        hubs: [],
        activity: null,
        previous: null,
        gone: { rings: 0, accounts: 0, largest: [] },
      }),
    );
    expect(page).toContain('<h1>No rings</h1>');
    expect(page).toContain('looked at 5,000 accounts and holds none of them to be coordinated');
    expect(page).toContain('This is the first run');
    expect(page).not.toMatch(/NaN|Infinity|undefined|null|\[object/);
  });

  it('names campaigns with what their rings share, and nothing where there is none', async () => {
    const page = await pageText(reportOf());
    expect(page).toContain('<h2 id="campaigns">Campaigns</h2>');
    expect(page).toContain('2 rings with 20 accounts share 3 prompts, which nobody else shows');
    expect(await pageText(reportOf({ campaigns: [] }))).not.toContain('id="campaigns"');
  });

  it('tells when the run before is no longer kept, and when a later one was published', async () => {
    const { run, previous } = reportOf();
    const page = await pageText(reportOf({ run: { ...run, current: false }, previous: { ...previous!, kept: false } }));
    expect(page).toContain('are no longer kept, so there is nothing to compare with');
    expect(page).toContain('A later run was published since.');
  });

  it('says what it leaves out of a run of very many rings, and stays small', async () => {
    const rings = Array.from({ length: 5000 }, (_, n) =>
      ringOf({ id: `ring_${n}`, size: 4 + (n % 900), score: 1 - n / 10_001 }),
    );
    const page = await pageText(reportOf({ rings, totals: { ...reportOf().totals, rings: 8000 } }), [], { top: 0 });
    expect(page).toContain('The 50 rings of the highest score, of 8,000; ringfence export rings has them all');
    expect(page).toContain('3,000 rings of the lowest score are not drawn');
    expect(page.length).toBeLessThan(600_000);
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
