import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { Ring } from '../engine/index.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339 } from '../fields.ts';

/** One line of `--out`: times in RFC 3339, captions beside the keys, the campaign's id or null, else the engine's own ring. */
export const ringLine = (ring: Ring, campaign: string | null, hintOf: (key: string) => string): string => {
  const { id, score, firstSeen, lastSeen, requests, summary, features, members } = ring;
  const evidence = ring.evidence.map(({ signal, trait, ...rest }) => ({
    ...{ key: signal, hint: hintOf(signal), ...rest },
    ...(trait !== undefined && { class: trait }),
  }));
  const cells = ring.cells.map(({ accounts, evidence: own, ...cell }, place) => ({
    ...{ cell: 1 + place, size: accounts.length, ...cell, accounts },
    evidence: own.map(({ signal, ...rest }) => ({ key: signal, hint: hintOf(signal), ...rest })),
  }));
  const times = { firstSeen: rfc3339(firstSeen * 1000), lastSeen: rfc3339(lastSeen * 1000) };
  return `${JSON.stringify({ id, score, size: members.length, ...times, requests, summary, campaign, features, members, evidence, cells })}\n`;
};

/** A file that appears when it is whole: a script must not take half of the rings for all of them. */
export interface WholeFile {
  /** Throws what the pieces throw, and `file-unwritable`. */
  write(pieces: Iterable<string> | AsyncIterable<string | Uint8Array>): Promise<void>;
  /** Leaves nothing behind of a file that was not written. */
  close(): Promise<void>;
}

/** Opens it at once, so that a path that cannot be written is known before the work. Throws `file-unwritable`. */
export const wholeFile = async (path: string): Promise<WholeFile> => {
  const part = `${path}.part`;
  const guarded = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      // Only the system's own refusals name a system call; others come from where the pieces are made.
      throw (error as NodeJS.ErrnoException).syscall === undefined ? error : unwritable(path, error);
    }
  };
  const file: FileHandle = await guarded(open(part, 'w', 0o600));
  return {
    async write(pieces) {
      await guarded(file.writeFile(pieces));
      await guarded(file.sync());
      await guarded(rename(part, path));
    },
    async close() {
      await file.close();
      await rm(part, { force: true });
    },
  };
};

const unwritable = (path: string, error: unknown): RingfenceError =>
  new RingfenceError({
    type: 'file-unwritable',
    detail: `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
    mend: 'Check the path, its permissions and the space left.',
    exitCode: 73,
  });
