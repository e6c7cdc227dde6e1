import { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import type { ExactValue } from '../graph/exact-values.ts';

/**
 * A backup is gzip NDJSON, one version of this form: a header (object), lines (lists), a footer (object). docs/backup-and-upgrade.md
 * describes it; the header's `legend` says the same to whoever meets the file alone.
 */
export const FORMAT = 1;

/** A node by the label and the properties that are unique for it. */
export type NodeRef = readonly [label: string, ...key: ExactValue[]];
export type Properties = { readonly [name: string]: ExactValue };

export type Line =
  | readonly ['part', string]
  | readonly ['n', readonly string[], Properties]
  | readonly ['r', string, NodeRef, NodeRef, Properties];

/** Relationships of which several may lead from one node to the same other: `label type` → the properties that tell them apart. */
export const PARALLEL: Readonly<Record<string, readonly [string, string]>> = { 'BackTest ALLOWS': ['kind', 'target'] };

/** Label → the properties that are unique for it. */
export type Identities = ReadonlyMap<string, readonly string[]>;

const migration = z.object({ version: z.string(), description: z.string(), checksum: z.string() });

const headerSchema = z.object({
  backup: z.literal('ringfence'),
  format: z.number().int(),
  createdAt: z.string(),
  product: z.string(),
  neo4j: z.string(),
  /** Of the database's schema, newest last. */
  migrations: z.array(migration).min(1),
  serviceKeys: z.array(z.object({ id: z.string(), check: z.string() })),
  identities: z.record(z.string(), z.array(z.string()).min(1).max(2)),
});

export type Header = z.output<typeof headerSchema>;

const footerSchema = z.object({
  end: z.literal(true),
  /** Lines between header and footer. */
  lines: z.number().int(),
  nodes: z.record(z.string(), z.number().int()),
  relationships: z.record(z.string(), z.number().int()),
  /** SHA-256 of everything before the footer, hex. */
  sha256: z.string().length(64),
});

export type Footer = z.output<typeof footerSchema>;

export const LEGEND = {
  part: '["part", name]: what follows belongs to this part. Of the part "runs" only the last one counts.',
  n: '["n", labels, properties]: a node. In "accounts" an account may come again: its last line, and its relationships behind it, replace what was there.',
  r: '["r", type, [label, key…], [label, key…], properties]: a relationship from one node to another.',
  values:
    'INTEGER is a whole number, FLOAT one with a fraction; {"$float": 1}, {"$int": "…"}, {"$t": DATETIME in UTC}, $datetime, $date, $time, $localtime, $localdatetime, $duration, $point, $bytes.',
};

export const FOOTER_BEGINS = '{"end":';

/** Throws `not-a-backup`, `backup-newer`. */
export const parseHeader = (text: string, path: string): Header => {
  const parsed = headerSchema.safeParse(parseJson(text));
  if (!parsed.success) throw notABackup(path);
  if (parsed.data.format > FORMAT) throw newerFormat(path, parsed.data);
  return parsed.data;
};

/** Null for text that is no footer. */
export const parseFooter = (text: string): Footer | null => footerSchema.safeParse(parseJson(text)).data ?? null;

/** The identity label of a node among its labels. */
export const identityOf = (labels: readonly string[], identities: Identities): string | undefined =>
  labels.find((label) => identities.has(label));

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const notABackup = (path: string): RingfenceError =>
  new RingfenceError({
    type: 'not-a-backup',
    exitCode: 65,
    detail: `${path} is no backup of ringfence.`,
    mend: 'Give a file that `ringfence backup` wrote; a dump of Neo4j is loaded by `ringfence neo4j load`.',
  });

const newerFormat = (path: string, { format, product }: Header): RingfenceError =>
  new RingfenceError({
    type: 'backup-newer',
    exitCode: 78,
    detail: `${path} was written by ringfence ${product} in form ${format} of a backup; this version reads forms up to ${FORMAT}.`,
    mend: `Restore it with ringfence ${product} or newer.`,
  });
