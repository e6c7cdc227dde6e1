import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderNote } from '../../../src/cases/markdown.ts';
import { type ReopenRule, ringChangeOf, type Successor } from '../../../src/cases/ring-changes.ts';
import { CASE_STATUSES, checkStatus, TRANSITIONS, UNFINISHED } from '../../../src/cases/status.ts';

describe('a case', () => {
  const status = fc.constantFrom(...CASE_STATUSES);

  it('goes by allowed steps only, whatever is asked, and a refusal names the allowed ones', () => {
    fc.assert(
      fc.property(status, fc.array(status, { maxLength: 30 }), (start, asked) => {
        let at = start;
        for (const to of asked) {
          let refused: unknown = null;
          try {
            checkStatus(at, to);
          } catch (error) {
            refused = error;
          }
          expect(refused === null).toBe(TRANSITIONS[at].includes(to));
          if (refused !== null) expect(refused).toMatchObject({ status: 409, extra: { allowed: TRANSITIONS[at] } });
          else at = to;
        }
        // Nobody merges by setting a status, and a merged case stays merged.
        expect(at === 'merged').toBe(start === 'merged');
      }),
    );
  });

  it('can be closed from every unfinished status and opened again', () => {
    for (const from of UNFINISHED) expect(TRANSITIONS[from]).toContain('closed');
    expect(TRANSITIONS.closed.every((to) => UNFINISHED.includes(to))).toBe(true);
    expect(TRANSITIONS.closed.length).toBeGreaterThan(0);
  });
});

/** Every tag of the HTML, with its attributes. */
const tagsOf = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
const ALLOWED =
  /^<\/?(?:p|em|strong|s|ul|ol|li|blockquote|pre|code|h[1-6]|hr|br|a|table|thead|tbody|tr|th|td)(?: (?:href|rel|title|class|start|style)="[^"<>]*")*>$/;

describe('a note', () => {
  const hostile = fc.constantFrom(
    ...[
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '[a](javascript:alert(1))',
      '![a](https://x.example/p.png)',
    ],
    ...[
      '[a](JaVaScRiPt:alert(1))',
      '[a](java\nscript:x)',
      '<javascript:alert(1)>',
      '[a](data:text/html;base64,PHNj)',
      '[x][y]\n\n[y]: vbscript:x',
    ],
    ...[
      '[a](&#106;avascript:alert(1))',
      '[a](\\javascript:alert(1))',
      '```"><script>\n',
      '[a](https://x.example "on\\" onclick=x")',
      '<a href="x">',
    ],
    ...[
      '| a | b |\n|:-|-:|\n| <b> | 2 |\n',
      '> ',
      '- ',
      '1. ',
      '# ',
      '**',
      '_',
      '`',
      '\n\n',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '"',
      "'",
      '&',
      '\\',
    ],
    ...[
      '[a](file:///etc/passwd)',
      '[a](//x.example)',
      '<https://x.example/"onmouseover=x>',
      '<!-- -->',
      '<![CDATA[',
      '\u0000',
      '\u202e',
    ],
  );
  const text = fc
    .array(fc.oneof({ weight: 3, arbitrary: hostile }, fc.string({ unit: 'grapheme' })), { maxLength: 12 })
    .map((parts) => parts.join(''));

  it('is rendered with no script, no raw tag and no link but to pages and mailboxes, whatever was written', () => {
    fc.assert(
      fc.property(text, (written) => {
        const html = renderNote(written);
        for (const tag of tagsOf(html)) {
          expect(tag).toMatch(ALLOWED);
          const href = / href="([^"]*)"/.exec(tag)?.[1];
          if (href !== undefined) {
            expect(href).toMatch(/^(?:https?:\/\/|mailto:)/i);
            expect(tag).toContain('rel="noopener noreferrer nofollow"');
          }
        }
        // What is not a tag holds no beginning of one.
        expect(html.replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps what Markdown says', () => {
    expect(renderNote('**nine cards**, see [the log](https://log.example/7)')).toBe(
      '<p><strong>nine cards</strong>, see <a href="https://log.example/7" rel="noopener noreferrer nofollow">the log</a></p>\n',
    );
    expect(renderNote('<script>x</script>')).toBe('<p>&lt;script&gt;x&lt;/script&gt;</p>\n');
  });
});

describe('a ring after a run', () => {
  const rule = fc.record({ grewBy: fc.constantFrom(0, 0.05, 0.2, 1), split: fc.boolean(), merged: fc.boolean() });
  const size = fc.integer({ min: 1, max: 5000 });
  const successor = fc.record({
    id: fc.constantFrom('ring_a', 'ring_b', 'ring_c', 'ring_d'),
    size,
    how: fc.subarray(['same', 'grew', 'shrank', 'split', 'merged'], { minLength: 1 }),
  });
  const successors = fc.uniqueArray(successor, { selector: ({ id }) => id, maxLength: 4 });
  const ring = fc.record({ id: fc.constant('ring_a'), size, gone: fc.boolean() });
  const ownOf = (all: readonly Successor[]) => all.find(({ id }) => id === 'ring_a')?.size ?? null;

  it('opens a case again only where a rule asks for it, and says every other ring that it went on in', () => {
    fc.assert(
      fc.property(ring, successors, rule, (before, after, asked) => {
        const change = ringChangeOf(before, ownOf(after), after, asked);
        const never: ReopenRule = { grewBy: 0, split: false, merged: false };
        expect(ringChangeOf(before, ownOf(after), after, never)?.reopen ?? false).toBe(false);
        if (after.length === 0) expect(change?.kinds ?? ['ended']).toEqual(['ended']);
        if (after.length > 1) expect(change!.kinds).toContain('split');
        if (change === null) return;
        expect(change.parts).toEqual(
          after
            .map(({ id }) => id)
            .filter((id) => id !== 'ring_a')
            .sort(),
        );
        if (change.reopen)
          expect(
            change.kinds.some((kind) =>
              kind === 'grew' ? asked.grewBy > 0 : kind === 'split' ? asked.split : kind === 'merged' && asked.merged,
            ),
          ).toBe(true);
      }),
    );
  });

  it('that creeps up is noticed before it has grown by more than the share, and is not told twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 500 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 200 }),
        (start, steps) => {
          const asked = { grewBy: 0.2, split: true, merged: true };
          let spokenOf = start;
          let now = start;
          for (const step of steps) {
            now += step;
            const next = [{ id: 'ring_a', size: now, how: ['grew'] }];
            const change = ringChangeOf({ id: 'ring_a', size: spokenOf, gone: false }, now, next, asked);
            expect(change?.reopen ?? false).toBe(now >= spokenOf * 1.2);
            if (change !== null) spokenOf = now;
            expect(now).toBeLessThan(spokenOf * 1.2);
            expect(ringChangeOf({ id: 'ring_a', size: spokenOf, gone: false }, now, next, asked)).toBeNull();
          }
        },
      ),
    );
  });
});
