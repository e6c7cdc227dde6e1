import { crc32 } from 'node:zlib';

export interface ZipEntry {
  /** With `/` between folders. */
  readonly name: string;
  readonly text: string;
}

/** 1 January 1980, the oldest time that the format knows: equal entries give equal bytes. */
const [DOS_DATE, DOS_TIME] = [0x21, 0];
const [STORED, UTF8, VERSION] = [0, 0x800, 20];

/** A ZIP archive (PKWARE APPNOTE 6.3) of small texts, stored as they are. */
export const zipOf = (entries: readonly ZipEntry[]): Buffer => {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const data = Buffer.from(entry.text);
    const shared = Buffer.alloc(26);
    const fields = [VERSION, UTF8, STORED, DOS_TIME, DOS_DATE];
    for (const [i, field] of fields.entries()) shared.writeUInt16LE(field, i * 2);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([signature(0x04034b50), shared, name, data]);
    // Behind the shared fields: comment, disk, internal and external attributes, all none; where the entry begins.
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), uint16(VERSION), shared, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, index, signature(0x06054b50), end]);
};

const signature = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const uint16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
