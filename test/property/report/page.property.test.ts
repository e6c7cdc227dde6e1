import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chapterOf, pageText, reportOf, ringOf } from '../../support/report.ts';

const HOSTILE = [
  '</style><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></svg><svg onload=alert(1)>',
  '<!--',
  ']]>&amp;&#60;script&#62;',
  'javascript:alert(1)',
  '\u202egnp.exe',
  '\u0000\u001b[31m\ud800',
];
const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 60 }));
/** The product's own elements; anything else came in from outside. */
const TAGS = new Set(
  'html head meta link title style body header main footer section h1 h2 h3 h4 p a ul ol li dl dt dd table caption thead tbody tr th td figure figcaption div span strong code bdi br svg desc g path circle rect text !doctype'.split(
    ' ',
  ),
);

/** Every tag that a parser would see outside of the style sheet, with its attributes. */
const tagsOf = (page: string) =>
  [
    ...page
      .replace(/<style>.*?<\/style>/s, '')
      .matchAll(/<(\/?)([!a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g),
  ].map(([whole, , name, attributes]) => ({ whole, name: name!.toLowerCase(), attributes: attributes! }));

describe('a page of hostile texts', () => {
  it('has the tags and attributes of the product alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 12, maxLength: 12 }), async (texts) => {
        const [ring, summary, state, former, caption, account, type, network, run, hash, config, how] =
          texts as string[];
        const hostile = ringOf({
          id: ring!,
          summary: summary!,
          state: state!,
          types: [type!],
          formers: [{ id: former!, size: 3, how: how! }],
        });
        const base = chapterOf(hostile);
        const signals = base.signals.map((signal) => ({
          ...signal,
          caption: caption!,
          type: type!,
          network: network!,
        }));
        const report = reportOf();
        const page = await pageText(
          reportOf({
            run: { ...report.run, id: run!, hash: hash!, config: { seed: config!, weakFamilies: [config!] } },
            previous: { id: run!, finishedAt: null, kept: true },
            rings: [hostile, ringOf({ id: `${ring}2`, state: state! })],
            campaigns: [{ id: ring!, rings: 2, accounts: 5, summary: summary! }],
            mix: [{ type: type!, signals: 1, rings: 1, bits: 5 }],
            networks: [{ class: network!, addresses: 1, rings: 1, bits: 5 }],
            hubs: [{ class: 'benign', accounts: 60, type: type!, caption: caption!, network: network! }],
            gone: { rings: 1, accounts: 3, largest: [{ id: former!, size: 3, summary: summary! }] },
          }),
          [
            {
              ...base,
              signals,
              members: [{ ...base.members[0]!, id: account! }],
              cells: [summary!],
              graph: {
                ...base.graph,
                nodes: [
                  { kind: 'signal', id: 's', ...signals[0]! },
                  { kind: 'account', id: 'a', account: account!, strength: 1 },
                ],
                edges: [{ source: 'a', target: 's' }],
              },
            },
          ],
        );
        const tags = tagsOf(page);
        expect(tags.filter(({ name }) => !TAGS.has(name)).map(({ whole }) => whole)).toEqual([]);
        for (const { attributes } of tags) expect(attributes).not.toMatch(/\son\w+=|javascript:/i);
        // All that is left between tags holds no bracket, and no character that a terminal or parser would act on.
        const rest = page.replace(/<style>.*?<\/style>/s, '').replaceAll(/<(?:[^<>"]|"[^"<>]*")*>/g, '');
        expect(rest).not.toMatch(/[<>]/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
        expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/);
        expect(page.isWellFormed()).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
