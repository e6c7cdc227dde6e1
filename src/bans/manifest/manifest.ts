import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical-json.ts';

/**
 * What a manifest says of one account. `salt` is random, so that nobody can find out from the hash alone who was on the list: an account
 * that is forgotten leaves `{seq, hash, erased: true}`, and the manifest still verifies.
 */
export interface ManifestEntry {
  readonly seq: number;
  readonly account: string;
  /** Where it is held most strongly; null for an account that was listed by hand and is in no ring. */
  readonly ring: string | null;
  readonly rings: readonly string[];
  readonly strength: number | null;
  /** Its own top evidence in words. */
  readonly evidence: readonly string[];
  /** What would take it out of the ring, in words; null where that is not known. */
  readonly counterfactual: string | null;
  /** What whoever listed it by hand said of it. */
  readonly reason: string | null;
  readonly salt: string;
}

export type ManifestLine = (ManifestEntry & { readonly hash: string }) | ErasedLine;

interface ErasedLine {
  readonly seq: number;
  readonly hash: string;
  readonly erased: true;
}

export interface ManifestHeader {
  readonly manifest: 'ringfence-ban-batch';
  readonly version: 1;
  readonly batch: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly frozenAt: string;
  readonly run: {
    readonly id: string;
    /** Hash of its result, as the run has it. */
    readonly result: string | null;
    /** SHA-256 of its configuration in canonical JSON. */
    readonly configuration: string;
    readonly engineVersion: string;
  } | null;
  /** Of ringfence itself. */
  readonly codeVersion: string;
  readonly counts: { readonly accounts: number; readonly leftOut: Readonly<Record<string, number>> };
  readonly rings: readonly RingInManifest[];
  /** SHA-256 over the hashes of all lines, one after another in order of `seq`. */
  readonly root: string;
}

interface RingInManifest {
  readonly ring: string;
  readonly score: number;
  readonly size: number;
  readonly listed: number;
  /** SHA-256 over salt and [key, bits, members] of each evidence signal in order of key, as canonical JSON. */
  readonly evidence: { readonly signals: number; readonly salt: string; readonly hash: string };
}

/** The first line of the file: the header, and a JWS (RFC 7515) whose payload is the header in canonical JSON. */
export interface SignedHeader {
  readonly header: ManifestHeader;
  readonly protected: string;
  readonly signature: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The entry with its hash: SHA-256 of its canonical JSON. */
export const manifestLine = (entry: ManifestEntry): ManifestEntry & { hash: string } => ({
  ...entry,
  hash: sha256(canonicalJson(entry)),
});

/** What is left of a line when its account is forgotten. */
export const erasedLine = ({ seq, hash }: { readonly seq: number; readonly hash: string }): ErasedLine => ({
  ...{ seq, hash, erased: true },
});

/** Whether a line is what its hash says; an erased one is by definition. */
export const isAsHashed = (line: ManifestLine): boolean => {
  if ('erased' in line) return Object.keys(line).length === 3 && line.erased === true;
  const { hash, ...entry } = line;
  return hash === sha256(canonicalJson(entry));
};

export const evidenceHash = (
  salt: string,
  signals: readonly { readonly key: string; readonly bits: number; readonly members: number }[],
): string =>
  sha256(
    canonicalJson([
      salt,
      signals.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ key, bits, members }) => [key, bits, members]),
    ]),
  );

/** Hashes of lines in, the root out. */
export const rootHash = () => {
  const hash = createHash('sha256');
  return {
    add(line: string): void {
      hash.update(line, 'latin1');
    },
    root: (): string => hash.digest('hex'),
  };
};
