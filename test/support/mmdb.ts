/** Writes files of the MaxMind DB format 2.0 for tests: maps, strings, booleans and whole numbers, IPv4 and IPv6. */

export type MmdbValue =
  | string
  | number
  | boolean
  | bigint
  | readonly MmdbValue[]
  | { readonly [name: string]: MmdbValue };

export interface MmdbOptions {
  readonly ipVersion?: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  readonly databaseType?: string;
  /** Epoch seconds. */
  readonly buildEpoch?: number;
}

/** Numbers of types in the control byte; those above 7 stand in a byte of their own. */
const [STRING, DOUBLE, UINT32, MAP, UINT64, ARRAY, BOOLEAN] = [2, 3, 6, 7, 9, 11, 14];

const control = (type: number, size: number): Buffer => {
  const extended = type > 7;
  if (size > 284) throw new RangeError('a test needs no value this long');
  const first = (extended ? 0 : type << 5) | Math.min(size, 29);
  return Buffer.from([first, ...(extended ? [type - 7] : []), ...(size >= 29 ? [size - 29] : [])]);
};

const unsigned = (type: number, value: number | bigint): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(value.toString() === '0' ? '' : hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return Buffer.concat([control(type, bytes.length), bytes]);
};

const encoded = (value: MmdbValue): Buffer => {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'utf8');
    return Buffer.concat([control(STRING, bytes.length), bytes]);
  }
  if (typeof value === 'boolean') return control(BOOLEAN, Number(value));
  if (typeof value === 'bigint') return unsigned(UINT64, value);
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 0) return unsigned(UINT32, value);
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(DOUBLE, 8), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encoded)]);
  const members = Object.entries(value);
  return Buffer.concat([
    control(MAP, members.length),
    ...members.flatMap(([name, member]) => [encoded(name), encoded(member)]),
  ]);
};

/** A node's two records: another node, a place in the data, or null for "nothing known". */
type Branch = TreeNode | { readonly at: number } | null;
interface TreeNode {
  branches: [Branch, Branch];
}

const bitsOf = (cidr: string, ipVersion: 4 | 6): number[] => {
  const [address, length] = cidr.split('/') as [string, string];
  const bit = (bytes: readonly number[], width: number) =>
    bytes.flatMap((byte) => Array.from({ length: width }, (_, i) => (byte >> (width - 1 - i)) & 1));
  if (!address.includes(':')) {
    const own = bit(address.split('.').map(Number), 8).slice(0, Number(length));
    return ipVersion === 4 ? own : [...new Array<number>(96).fill(0), ...own];
  }
  const [left, right] = address.split('::') as [string, string | undefined];
  const groups = (text: string | undefined) => (text ? text.split(':').map((group) => Number.parseInt(group, 16)) : []);
  const gap = new Array<number>(8 - groups(left).length - groups(right).length).fill(0);
  return bit([...groups(left), ...gap, ...groups(right)], 16).slice(0, Number(length));
};

/** `entries`: prefix → record. The longer of two prefixes wins, whatever the order. */
export const mmdbFile = (entries: Readonly<Record<string, MmdbValue>>, options: MmdbOptions = {}): Buffer => {
  const { ipVersion = 6, recordSize = 24, databaseType = 'Test', buildEpoch = 1_750_000_000 } = options;
  const root: TreeNode = { branches: [null, null] };
  const data: Buffer[] = [];
  let size = 0;
  const prefixes = Object.entries(entries).map(([cidr, value]) => ({ bits: bitsOf(cidr, ipVersion), value }));
  for (const { bits, value } of prefixes.sort((x, y) => x.bits.length - y.bits.length)) {
    const leaf = { at: size };
    data.push(encoded(value));
    size += data.at(-1)!.length;
    let node = root;
    for (const bit of bits.slice(0, -1)) {
      const next = node.branches[bit]!;
      const branch: TreeNode = next !== null && 'branches' in next ? next : { branches: [next, next] };
      node.branches[bit] = branch;
      node = branch;
    }
    node.branches[bits.at(-1)!] = leaf;
  }
  const nodes: TreeNode[] = [];
  const walk = (node: TreeNode): void => {
    nodes.push(node);
    for (const branch of node.branches) if (branch !== null && 'branches' in branch) walk(branch);
  };
  walk(root);
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const recordOf = (branch: Branch): number => {
    if (branch === null) return nodes.length;
    return 'branches' in branch ? numbers.get(branch)! : nodes.length + 16 + branch.at;
  };
  const tree = nodes.map(({ branches: [left, right] }) => nodeBytes(recordOf(left), recordOf(right), recordSize));
  const metadata = encoded({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: BigInt(buildEpoch),
    database_type: databaseType,
    description: { en: 'made by a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.length,
    record_size: recordSize,
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([...tree, Buffer.alloc(16), ...data, marker, metadata]);
};

const nodeBytes = (left: number, right: number, recordSize: 24 | 28 | 32): Buffer => {
  const bytes = Buffer.alloc(recordSize / 4);
  if (recordSize === 28) {
    bytes.writeUIntBE(left & 0xffffff, 0, 3);
    bytes.writeUInt8(((left >>> 24) << 4) | (right >>> 24), 3);
    bytes.writeUIntBE(right & 0xffffff, 4, 3);
  } else {
    bytes.writeUIntBE(left, 0, recordSize / 8);
    bytes.writeUIntBE(right, recordSize / 8, recordSize / 8);
  }
  return bytes;
};
