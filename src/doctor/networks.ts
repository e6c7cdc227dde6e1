import { type Finding, failure, ok, together, warning } from './check.ts';

/** A file of `networks`, as the room of networks tells it. */
export interface NetworkFile {
  readonly kind: 'mmdb' | 'list';
  readonly file: string;
  readonly state: 'read' | 'kept' | 'missing' | 'broken';
  readonly reason: string | null;
  readonly entries: number;
  readonly brokenLines: number;
  /** When a database was made, epoch ms; null for a list. */
  readonly builtAt: number | null;
}

/** Addresses change hands: a database older than this is wrong in many places, ms. */
const OLD_MS = 180 * 86_400_000;

/** `files` null: the configuration names none. */
export const networksFinding = (files: readonly NetworkFile[] | null, now: number): Finding => {
  if (files === null) return ok('no files are configured: addresses are not classed (docs/networks.md)');
  const faults = files.flatMap((file): Finding[] => {
    if (file.state === 'missing' || file.state === 'broken') {
      return [
        failure(
          `${file.file} ${file.reason ?? 'cannot be used'}.`,
          `Put ${file.file} right, or take it out of \`networks\`.`,
        ),
      ];
    }
    const found: Finding[] = [];
    if (file.brokenLines > 0) {
      const lines = file.brokenLines === 1 ? '1 line' : `${file.brokenLines} lines`;
      found.push(
        warning(
          `${file.file}: ${lines} cannot be read and ${file.brokenLines === 1 ? 'is' : 'are'} left out.`,
          'The log names them (file and line number).',
        ),
      );
    }
    if (file.builtAt !== null && now - file.builtAt > OLD_MS) {
      const day = new Date(file.builtAt).toISOString().slice(0, 10);
      found.push(warning(`${file.file} was made on ${day}.`, 'Get a newer one; it is taken in without a restart.'));
    }
    return found;
  });
  const entries = files.reduce((sum, file) => sum + file.entries, 0);
  return together(faults, () =>
    ok(`${files.length} ${files.length === 1 ? 'file' : 'files'} with ${entries.toLocaleString('en-US')} entries`),
  );
};
