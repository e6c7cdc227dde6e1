import { describe, expect, test } from 'vitest';
import { type Head, verifyChain } from '../../../src/audit/chain.ts';
import { type AuditEntry, type EntryContent, hashOf, START } from '../../../src/audit/entry.ts';
import { verifyExport } from '../../../src/audit/exported.ts';
import { seals } from '../../../src/audit/seal.ts';
import { canonicalJson } from '../../../src/canonical-json.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const keyed = seals({ current: 'k2', keys: { k1: key(1), k2: key(2) } });
const former = seals({ current: 'k1', keys: { k1: key(1) } });

/** The entry after one: as the service would write it. */
const follow = (previous: AuditEntry | null, over: Partial<EntryContent> = {}, by = keyed): AuditEntry => {
  const seq = (previous?.seq ?? 0) + 1;
  const content: EntryContent = {
    ...{ seq, id: `e${seq}`, at: new Date(seq * 1000).toISOString(), action: 'setRingState', targets: ['ring:r'] },
    actor: { kind: 'key', id: 'k', name: 'desk', from: '10.0.0.1', request: `r${seq}` },
    ...{ before: { state: 'new' }, after: { state: 'dismissed' }, previous: previous?.hash ?? START },
    ...over,
  };
  const hash = hashOf(content);
  return { ...content, hash, seal: by.seal(hash) };
};

const trail = (length: number): AuditEntry[] => {
  const entries: AuditEntry[] = [];
  for (let i = 0; i < length; i++) entries.push(follow(entries.at(-1) ?? null));
  return entries;
};

const headOf = (entries: readonly AuditEntry[]): Head => ({ seq: entries.at(-1)!.seq, hash: entries.at(-1)!.hash });
const verify = (entries: readonly AuditEntry[], ends: readonly Head[]) =>
  verifyChain(
    (async function* () {
      for (const entry of entries) yield { seq: entry.seq, entry };
    })(),
    ends,
    keyed,
  );
const faultsOf = async (entries: readonly AuditEntry[], ends: readonly Head[]) =>
  (await verify(entries, ends)).faults.map(({ seq, kind }) => `${seq} ${kind}`);

describe('canonical JSON', () => {
  test('is one text for one value, whatever the order of its members', () => {
    expect(canonicalJson({ b: [1, 'ä', null], a: { d: true, c: 1e21 } })).toBe(
      '{"a":{"c":1e+21,"d":true},"b":[1,"ä",null]}',
    );
    expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\ud83d\ude02': 4, '\ufb33': 5 })).toBe(
      '{"\\r":2,"1":3,"€":1,"😂":4,"\ufb33":5}',
    );
  });
  test('has no place for what JSON has not', () => {
    for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1, { a: undefined }])
      expect(() => canonicalJson(value)).toThrow(TypeError);
  });
});

describe('a trail', () => {
  test('that nobody touched is whole, also where the key was changed in the middle', async () => {
    const entries = trail(5);
    expect(await verify(entries, [headOf(entries)])).toEqual({
      ...{ entries: 5, head: headOf(entries), unsealed: 0, faults: [] },
    });
    const first = follow(null, {}, former);
    expect(await faultsOf([first, follow(first)], [])).toEqual([]);
    expect(await verify([], [])).toMatchObject({ entries: 0, head: null, faults: [] });
  });

  const five = trail(5);
  const [, second, third, fourth, fifth] = five as [AuditEntry, AuditEntry, AuditEntry, AuditEntry, AuditEntry];
  const rewritten = (from: number, over: Partial<EntryContent>): AuditEntry[] => {
    const entries = five.slice(0, from - 1);
    // By somebody who can write to the graph, and has no service key.
    for (let seq = from; seq <= 5; seq++) {
      const made = follow(entries.at(-1) ?? null, seq === from ? over : {});
      entries.push({ ...made, seal: five[seq - 1]!.seal });
    }
    return entries;
  };
  test.each<[string, AuditEntry[], string[]]>([
    ['an entry removed in the middle', five.toSpliced(2, 1), ['3 missing']],
    ['several removed', five.toSpliced(1, 3), ['2 missing']],
    ['the first removed', five.slice(1), ['1 missing']],
    ['the last removed', five.slice(0, 4), ['5 end']],
    ['all removed', [], ['1 end']],
    [
      'a removed one closed up by numbers',
      five.toSpliced(2, 1).map((entry, i) => ({ ...entry, seq: i + 1 })),
      ['3 changed', '3 unlinked', '4 changed', '5 end'],
    ],
    ['somebody else named', five.with(2, { ...third, actor: { ...third.actor, name: 'nobody' } }), ['3 changed']],
    ['a fact changed', five.with(2, { ...third, after: { state: 'confirmed' } }), ['3 changed']],
    ['the time changed', five.with(2, { ...third, at: new Date(0).toISOString() }), ['3 changed']],
    [
      'two changed about',
      five.with(1, { ...third, seq: 2 }).with(2, { ...second, seq: 3 }),
      ['2 changed', '2 unlinked', '3 changed', '3 unlinked', '4 unlinked'],
    ],
    [
      'one made anew with a hash that fits',
      five.with(2, { ...follow(second, { action: 'x' }), seal: third.seal }),
      ['3 seal', '4 unlinked'],
    ],
    ['all made anew from one on', rewritten(3, { action: 'x' }), ['3 seal', '4 seal', '5 seal', '5 end']],
    ['a seal taken from another', five.with(3, { ...fourth, seal: fifth.seal }), ['4 seal']],
  ])('is found out: %s', async (_what, entries, faults) => {
    expect(await faultsOf(entries, [headOf(five)])).toEqual(faults);
  });

  test('that was cut off with its head set back is whole by itself, and found out by a head that was noted', async () => {
    const cut = five.slice(0, 3);
    expect(await faultsOf(cut, [headOf(cut)])).toEqual([]);
    expect(await faultsOf(cut, [headOf(cut), headOf(five)])).toEqual(['4 end']);
    const other = [...cut, follow(third, { action: 'x' }), follow(fourth)];
    expect(await faultsOf(other, [headOf(other), { seq: 4, hash: fourth.hash }])).toContain('4 end');
  });

  test('whose seals are gone, or of keys that are not at hand, is told of', async () => {
    expect(await verify(five.with(0, { ...five[0]!, seal: null }), [])).toMatchObject({ unsealed: 1, faults: [] });
    const stranger = seals({ current: 'k9', keys: { k9: key(9) } });
    expect(await verify([follow(null, {}, stranger)], [])).toMatchObject({ unsealed: 1, faults: [] });
  });
});

describe('an exported trail', () => {
  const entries = trail(4);
  const lines = (list: readonly object[]) =>
    (async function* () {
      for (const line of list) yield JSON.stringify(line);
    })();
  const file: readonly object[] = [{ after: 0 }, ...entries, { head: headOf(entries) }];
  const faults = async (list: readonly object[]) => (await verifyExport(lines(list), null, keyed)).faults;

  test('is checked without the graph, from its first entry or from a later one on', async () => {
    expect(await faults(file)).toEqual([]);
    expect(await faults([{ after: 2 }, ...entries.slice(2), { head: headOf(entries) }])).toEqual([]);
    expect(await faults([{ after: 4 }, { head: headOf(entries) }])).toEqual([]);
  });

  test.each<[string, readonly object[]]>([
    ['without its first line', file.slice(1)],
    ['without its last line', file.slice(0, -1)],
    ['cut in the middle', file.slice(0, 3)],
    ['without an entry', file.toSpliced(2, 1)],
    ['without its last entry', file.toSpliced(4, 1)],
    ['with a line that is no entry', file.with(2, { seq: 2 })],
  ])('is not whole %s', async (_what, list) => {
    expect(await faults(list)).not.toEqual([]);
  });
});

test('what entries name is known by a keyed fingerprint, under each key that was ever in force', () => {
  const [today, before] = keyed.references('account', 'acct_1');
  expect(today).toMatch(/^account:k2:[0-9a-f]{32}$/);
  expect(before).toBe(former.references('account', 'acct_1')[0]);
  expect(keyed.references('signal', 'acct_1')[0].split(':').at(-1)).not.toBe(today.split(':').at(-1));
});
