import type { KeyCheck } from '../signals/fingerprint.ts';
import { type Finding, failure, ok, skipped, together, warning } from './check.ts';

/** The key file as it is; nothing is made. */
export type KeyFile =
  /** `named`: the configuration names it, so nothing makes it. */
  | { readonly state: 'absent'; readonly file: string; readonly named: boolean }
  | { readonly state: 'unusable'; readonly file: string; readonly reason: string; readonly mend: string | null }
  | { readonly state: 'read'; readonly file: string; readonly current: string; readonly checks: readonly KeyCheck[] };

export interface GraphKeys {
  /** As services wrote them down. */
  readonly settled: readonly KeyCheck[];
  /** Ids in the keys of signals. */
  readonly used: readonly string[];
}

const RESTORE = 'Restore the key file from your backup: without it new values match none of the old ones.';

/** Whether the file can be used, and whether the graph was written under what it holds. `graph` null: it cannot be asked. */
export const fingerprintKeysFinding = (file: KeyFile, graph: GraphKeys | null): Finding => {
  if (file.state === 'unusable') return failure(file.reason, file.mend ?? RESTORE);
  if (file.state === 'absent') {
    if (file.named) return failure(`${file.file} is missing, which privacy.keyFile names.`, RESTORE);
    if (graph === null) return skipped(`${file.file} is not there yet; the first start makes it.`);
    const known = [...new Set([...graph.used, ...graph.settled.map(({ id }) => id)])].sort();
    if (known.length === 0) return ok(`${file.file} is not there yet; the first start makes it. Back it up then.`);
    return failure(
      `${file.file} is missing, and the graph holds values that were hashed under ${known.join(', ')}.`,
      RESTORE,
    );
  }
  const said = `${file.file} holds ${file.checks.map(({ id }) => id).join(', ')}; new values are hashed under ${file.current}`;
  if (graph === null) return ok(`${said} (whether the graph fits could not be asked)`);
  const mine = new Map(file.checks.map(({ id, check }) => [id, check]));
  const settled = new Map(graph.settled.map(({ id, check }) => [id, check]));
  const faults: Finding[] = [];
  for (const [id, check] of settled) {
    const other = mine.get(id);
    if (other !== undefined && other !== check) {
      faults.push(failure(`The graph was written under another key ${id} than the one in ${file.file}.`, RESTORE));
    }
  }
  for (const id of new Set([...graph.used, ...settled.keys()])) {
    if (!mine.has(id))
      faults.push(failure(`The graph holds values hashed under ${id}, which ${file.file} lacks.`, RESTORE));
  }
  if (graph.used.length > 0 && graph.used.every((id) => mine.has(id)) && !graph.used.includes(file.current)) {
    const after = graph.used.join(', ');
    faults.push(
      warning(
        `New values are hashed under ${file.current}, the graph's so far under ${after}: they do not match each other.`,
        'That is so after a change of keys; old values stop to matter as they age. Set `current` back if it was no intent.',
      ),
    );
  }
  return together(faults, () => ok(`${said}${settled.has(file.current) ? '; the graph was written under it' : ''}`));
};
