import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { discardRest, readBody } from '../../../src/http/body.ts';

const LIMITS = { maxBytes: 1_000_000, idleMs: 10_000, wholeMs: 10_000 };

const read = async (source: Readable, over: Partial<Parameters<typeof readBody>[1]> = {}) => {
  const pieces: Buffer[] = [];
  const digest = await readBody(source, { ...LIMITS, gzip: false, onBytes: (bytes) => pieces.push(bytes), ...over });
  return { digest, bytes: Buffer.concat(pieces) };
};
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('a body', () => {
  it('has the same digest plain and as gzip', async () => {
    const bytes = randomBytes(300_000);
    const plain = await read(Readable.from([bytes.subarray(0, 7), bytes.subarray(7)]));
    const packed = await read(Readable.from([gzipSync(bytes)]), { gzip: true });
    expect([plain.digest, packed.digest]).toEqual([sha256(bytes), sha256(bytes)]);
    expect(plain.bytes.equals(bytes) && packed.bytes.equals(bytes)).toBe(true);
  });

  it('that grows past the limit stops there: a zip bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    let unpacked = 0;
    const onBytes = (bytes: Buffer): void => {
      unpacked += bytes.length;
    };
    await expect(read(Readable.from([bomb]), { gzip: true, onBytes })).rejects.toMatchObject({
      type: 'payload-too-large',
      status: 413,
      extra: { limit: { bytes: 1_000_000 } },
    });
    expect(unpacked).toBeLessThanOrEqual(1_000_000);
  });

  it.each([
    ['is no gzip', Buffer.from('[{"id":1}]')],
    ['is gzip cut off', gzipSync(randomBytes(5_000)).subarray(0, 2_000)],
  ])('that %s but says gzip is refused', async (_, bytes) => {
    await expect(read(Readable.from([bytes]), { gzip: true })).rejects.toMatchObject({ type: 'malformed-json' });
  });

  it('whose sender goes away in the middle is refused', async () => {
    const source = new PassThrough();
    source.write('[');
    const reading = read(source);
    setTimeout(() => source.destroy(), 20);
    await expect(reading).rejects.toMatchObject({ type: 'malformed-json', status: 400 });
  });

  it('whose sender falls silent is given up, and the source stays open for the answer', async () => {
    const source = new PassThrough();
    onTestFinished(() => {
      source.destroy();
    });
    source.write('[');
    await expect(read(source, { idleMs: 50 })).rejects.toMatchObject({ type: 'request-timeout', status: 408 });
    expect(source.destroyed).toBe(false);
  });

  it('that trickles in for ever is given up as well', async () => {
    const source = new PassThrough();
    const drip = setInterval(() => source.write(' '), 10);
    onTestFinished(() => {
      clearInterval(drip);
      source.destroy();
    });
    await expect(read(source, { idleMs: 1_000, wholeMs: 150 })).rejects.toMatchObject({ type: 'request-timeout' });
  });

  it('whose rest nobody wants passes by, but not for ever', async () => {
    const ends = new PassThrough();
    discardRest(ends, 5_000);
    ends.end(randomBytes(500_000));
    await new Promise((resolve) => ends.once('end', resolve));

    const drips = new PassThrough();
    discardRest(drips, 50);
    await new Promise((resolve) => drips.once('close', resolve));
    expect(drips.destroyed).toBe(true);
  });
});
