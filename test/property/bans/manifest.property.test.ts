import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  erasedLine,
  type ManifestEntry,
  manifestLine,
  rootHash,
  type SignedHeader,
} from '../../../src/bans/manifest/manifest.ts';
import { linesOf, verifyManifest } from '../../../src/bans/manifest/verify.ts';
import { newSigningKeys, signingKeys } from '../../../src/signing-keys.ts';

const keys = signingKeys(await newSigningKeys());

const entry = fc.record({
  account: fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed()),
  ring: fc.option(fc.constant('ring_a')),
  rings: fc.constant(['ring_a']),
  strength: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  evidence: fc.array(fc.constantFrom('ip 203.0.113.0/24: 9.1 bits, 40 members', 'prompt: 3.0 bits, 2 members'), {
    maxLength: 3,
  }),
  counterfactual: fc.option(fc.constant('Linked with 4 other members.')),
  reason: fc.option(fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed())),
});
const entries = fc.array(entry, { minLength: 2, maxLength: 12 });

const manifestOf = async (list: readonly Omit<ManifestEntry, 'seq' | 'salt'>[]): Promise<string[]> => {
  const lines = list.map((one, n) => manifestLine({ ...one, seq: n + 1, salt: randomBytes(16).toString('hex') }));
  const root = rootHash();
  for (const { hash } of lines) root.add(hash);
  const header: SignedHeader['header'] = {
    ...{ manifest: 'ringfence-ban-batch', version: 1, batch: 'ban_a', title: 't', authors: ['key:a'] },
    ...{ frozenAt: '2026-03-02T08:00:00.000Z', run: null, codeVersion: '0.2.0', rings: [], root: root.root() },
    counts: { accounts: lines.length, leftOut: {} },
  };
  return [{ header, ...(await keys.sign(header)) }, ...lines].map((line) => JSON.stringify(line));
};
const verdictOf = (lines: readonly string[]) =>
  verifyManifest(
    linesOf(
      (async function* () {
        const text = lines.map((line) => `${line}\n`).join('');
        for (let at = 0; at < text.length; at += 100) yield text.slice(at, at + 100);
      })(),
    ),
    ({ header, ...signature }) => keys.verifies(header, signature),
  );
const whole = async (lines: readonly string[]) => (await verdictOf(lines)).faults.length === 0;

describe('a manifest', () => {
  it('is whole as it was written, whatever its texts hold, and whoever is erased from it', () =>
    fc.assert(
      fc.asyncProperty(entries, fc.nat(), async (list, chosen) => {
        const lines = await manifestOf(list);
        expect(await verdictOf(lines)).toMatchObject({ batch: 'ban_a', accounts: list.length, erased: 0, faults: [] });
        const at = 1 + (chosen % list.length);
        const erased = lines.with(
          at,
          JSON.stringify(erasedLine(JSON.parse(lines[at]!) as { seq: number; hash: string })),
        );
        expect(await verdictOf(erased)).toMatchObject({ erased: 1, faults: [] });
        expect(erased[at]).not.toContain('account');
      }),
      { numRuns: 60 },
    ));

  it('is not whole with any line removed, repeated, put elsewhere, added or taken from another manifest', () =>
    fc.assert(
      fc.asyncProperty(entries, fc.nat(), fc.nat(), async (list, one, other) => {
        const lines = await manifestOf(list);
        const [a, b] = [1 + (one % list.length), 1 + (other % list.length)];
        expect(await whole(lines.toSpliced(a, 1))).toBe(false);
        expect(await whole(lines.toSpliced(b, 0, lines[a]!))).toBe(false);
        if (a !== b) expect(await whole(lines.with(a, lines[b]!).with(b, lines[a]!))).toBe(false);
        const another = await manifestOf(list);
        expect(await verdictOf(lines.with(a, another[a]!))).toMatchObject({ faults: [{ kind: 'root' }] });
        expect(await verdictOf([...lines, another[1]!])).toMatchObject({ faults: [{ kind: 'order' }] });
        const more = manifestLine({ ...list[0]!, seq: list.length + 1, salt: '00' });
        expect(await verdictOf([...lines, JSON.stringify(more)])).toMatchObject({ faults: [{ kind: 'added' }] });
      }),
      { numRuns: 60 },
    ));

  it('is not whole with any character of any line changed', () =>
    fc.assert(
      fc.asyncProperty(entries, fc.nat(), fc.nat(), async (list, line, place) => {
        const lines = await manifestOf(list);
        const at = line % lines.length;
        const text = lines[at]!;
        const cut = place % text.length;
        const changed = `${text.slice(0, cut)}${text[cut] === '0' ? '1' : '0'}${text.slice(cut + 1)}`;
        expect(await whole(lines.with(at, changed))).toBe(false);
      }),
      { numRuns: 400 },
    ));

  it('is nothing under another key, and nothing when it is empty', async () => {
    const stranger = signingKeys(await newSigningKeys());
    const { header } = JSON.parse((await manifestOf([]))[0]!) as SignedHeader;
    const forged = JSON.stringify({ header, ...(await stranger.sign(header)) });
    expect(await verdictOf([forged])).toMatchObject({ faults: [{ line: 1, kind: 'signature' }] });
    expect(await verdictOf([])).toMatchObject({ faults: [{ kind: 'unreadable' }] });
  });
});
