import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { mappingText, parseMapping } from '../../../src/ingest/import/mapping.ts';
import { csvRecords } from '../../../src/ingest/import/records.ts';
import { timeOf } from '../../../src/ingest/import/row-event.ts';
import { signalRegistry } from '../../../src/signals/index.ts';

const registry = signalRegistry([
  {
    name: 'url',
    label: 'Url',
    relationship: 'POSTED_URL',
    kind: 'behaviour',
    privacy: 'clear',
    strength: 0.5,
    description: '',
  },
]);

const readCsv = async (text: string, map?: string) => {
  const broken: number[] = [];
  const mapping = map === undefined ? null : parseMapping(map, registry);
  const source = Readable.from([Buffer.from(text)]);
  const records = [];
  const options = { mapping, registry, onBroken: (line: number) => broken.push(line) };
  for await (const block of csvRecords(source, options)) {
    for (const record of block) records.push([record.line, record.read()] as const);
  }
  return { records, broken };
};

describe('CSV', () => {
  it('becomes events by its mapping: times of any kind, empty cells absent, the line as id', async () => {
    const { records } = await readCsv(
      'account_id,timestamp,url_id,ip\nfb_1,1629589836,23678,\nfb_2,2021-08-21T23:50:36Z,,203.0.113.7\n',
      'account=account_id,at=timestamp,url=url_id,ip=ip',
    );
    expect(records).toEqual([
      [
        2,
        {
          ok: true,
          value: {
            id: 'line:2',
            account: 'fb_1',
            kind: 'session',
            time: '2021-08-21T23:50:36.000Z',
            signals: [{ type: 'url', value: '23678' }],
          },
        },
      ],
      [
        3,
        {
          ok: true,
          value: {
            id: 'line:3',
            account: 'fb_2',
            kind: 'session',
            time: '2021-08-21T23:50:36Z',
            signals: [{ type: 'ip', value: '203.0.113.7' }],
          },
        },
      ],
    ]);
  });

  it('takes usage, kind and id from their columns; columns that bear the names need no mapping', async () => {
    const { records } = await readCsv(
      'id,account,at,kind,requests,tokens_in,tokens_out,tool_calls,model,capability,stream,client\n' +
        'e1,a,2026-01-01T00:00:00Z,usage,12,100,200,3,large-2,coding,true,sdk\n',
    );
    expect(records[0]?.[1]).toEqual({
      ok: true,
      value: {
        id: 'e1',
        account: 'a',
        kind: 'usage',
        time: '2026-01-01T00:00:00Z',
        signals: [],
        usage: {
          requests: 12,
          tokensIn: 100,
          tokensOut: 200,
          toolCalls: 3,
          model: 'large-2',
          capability: 'coding',
          stream: true,
          client: 'sdk',
        },
      },
    });
  });

  it('reads quoted cells with commas, quotes and line feeds in them', async () => {
    const { records } = await readCsv('account,at,prompt\n"a,1",1700000000,"say ""hi""\nto me"\n');
    expect(records[0]?.[1]).toMatchObject({
      value: { account: 'a,1', signals: [{ type: 'prompt', value: 'say "hi"\nto me' }] },
    });
  });

  it('refuses a row of another width as a record, and a row with a broken quote as no record', async () => {
    const { records, broken } = await readCsv('account,at\na,1700000000,x\nb"b,1700000000\nc,1700000001\n');
    expect(records.map(([line, read]) => [line, read.ok])).toEqual([
      [2, false],
      [4, true],
    ]);
    expect(broken).toEqual([3]);
  });

  it.each([
    ['account=a', 'no column is given for "at"'],
    ['account=a,at=b,shoe_size=c', '"shoe_size" is neither an event field nor a signal type'],
    ['account=a,at=b,account=c', '"account" is given twice'],
    ['account', 'is not of the form name=column'],
    ['account=a,at=', 'is not of the form name=column'],
  ])('is not mapped by %s', (map, reason) => {
    expect(() => parseMapping(map, registry)).toThrow(reason);
  });

  it('whose header lacks a mapped column is refused by the name that the user gave', async () => {
    await expect(readCsv('user,time\nx,1\n', 'account=user,at=when')).rejects.toThrow('no column "when" (for at)');
  });

  it('without a header is refused without repeating its values', async () => {
    const failure = await readCsv('jane@example.com,1700000000\n').catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ type: 'invalid-mapping' });
    expect(String((failure as Error).message)).not.toContain('jane');
    await expect(readCsv('')).rejects.toMatchObject({ type: 'invalid-mapping' });
  });

  it('may give one signal type several columns', async () => {
    const { records } = await readCsv('u,t,a,b\nx,1700000000,203.0.113.1,203.0.113.2\n', 'account=u,at=t,ip=a,ip=b');
    expect(records[0]?.[1]).toMatchObject({
      value: {
        signals: [
          { type: 'ip', value: '203.0.113.1' },
          { type: 'ip', value: '203.0.113.2' },
        ],
      },
    });
  });

  it('mapped in another order is the same import', () => {
    const text = (map: string): string => mappingText(parseMapping(map, registry));
    expect(text('account=a,at=b,url=c,ip=d')).toBe(text('ip=d,url=c,at=b,account=a'));
    expect(text('account=a,at=b,url=c')).not.toBe(text('account=a,at=b,url=d'));
  });
});

describe('a time in a table', () => {
  it.each([
    ['1629589836', '2021-08-21T23:50:36.000Z'],
    ['1629589836.25', '2021-08-21T23:50:36.250Z'],
    ['1629589836250', '2021-08-21T23:50:36.250Z'],
    ['2021-08-21T23:50:36+02:00', '2021-08-21T23:50:36+02:00'],
    ['yesterday', 'yesterday'],
    ['99999999999999999', '99999999999999999'],
  ])('%s is read as %s', (text, expected) => {
    expect(timeOf(text)).toBe(expected);
  });
});
