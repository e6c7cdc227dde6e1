import { createHash } from 'node:crypto';
import { canonicalJson } from '../../canonical-json.ts';
import { rfc3339 } from '../../fields.ts';
import { evidenceHash, type ManifestHeader } from './manifest.ts';

export interface RunFacts {
  readonly id: string;
  readonly result: string | null;
  /** JSON text. */
  readonly configuration: string;
  readonly engineVersion: string;
}

/** What the graph says of a batch whose lines are written. */
export interface HeaderFacts {
  readonly batch: {
    readonly id: string;
    readonly title: string;
    readonly authors: readonly string[];
    readonly items: number;
  };
  /** Epoch ms. */
  readonly at: number;
  readonly run: RunFacts | null;
  readonly leftOut: readonly { readonly why: string; readonly accounts: number }[];
  readonly rings: readonly {
    readonly ring: string;
    readonly score: number;
    readonly size: number;
    readonly listed: number;
    readonly evidence: readonly { readonly key: string; readonly bits: number; readonly members: number }[];
  }[];
}

/** The header of a manifest, before it is signed. `random` gives so many random bytes. */
export const manifestHeader = (
  { batch, at, run, leftOut, rings }: HeaderFacts,
  root: string,
  codeVersion: string,
  random: (bytes: number) => Buffer,
): ManifestHeader => ({
  ...{ manifest: 'ringfence-ban-batch', version: 1, batch: batch.id, title: batch.title, authors: [...batch.authors] },
  frozenAt: rfc3339(at),
  run: run && {
    ...{ id: run.id, result: run.result, engineVersion: run.engineVersion },
    configuration: createHash('sha256')
      .update(canonicalJson(JSON.parse(run.configuration)))
      .digest('hex'),
  },
  codeVersion,
  counts: {
    accounts: batch.items,
    leftOut: Object.fromEntries(leftOut.map(({ why, accounts }) => [why, accounts])),
  },
  rings: rings.map(({ ring, score, size, listed, evidence }) => {
    const salt = random(16).toString('hex');
    return {
      ring,
      score,
      size,
      listed,
      evidence: { signals: evidence.length, salt, hash: evidenceHash(salt, evidence) },
    };
  }),
  root,
});
