import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that a command wrote, or an answer that somebody took away, by the audit trail. `at` is epoch ms. */
export interface Written {
  readonly action: string;
  readonly at: number;
  readonly actorKind: string;
  readonly actorName: string;
  /** Address, or the machine of the command. */
  readonly from: string | null;
  readonly targets: readonly string[];
}

/** What erasing cannot reach. */
export interface Copy {
  readonly kind: 'backup' | 'report' | 'export' | 'download' | 'drop' | 'spool';
  /** Path of the file; null for what somebody downloaded, or sent on. */
  readonly file: string | null;
  readonly at: number | null;
  readonly by: string | null;
  readonly from: string | null;
  /** Whether the file is there; null where it cannot be looked at from here. */
  readonly there: boolean | null;
}

/** Actions of the trail after which values are outside of the graph. */
export const COPIED_BY: Readonly<Record<string, Copy['kind']>> = {
  makeBackup: 'backup',
  makeReport: 'report',
  exportRings: 'export',
  exportAccounts: 'export',
};

/** Where such files are, and what this machine calls itself in the trail. */
export interface Place {
  readonly home: string;
  /** Where file drops are written for others to take. */
  readonly drops: string;
  readonly host: string;
}

/** Files of a folder that are listed, each. */
const LISTED = 200;

/**
 * Files that may tell of an erased account and are still there: those that commands wrote (looked at where they were written on this
 * machine), what was downloaded, drops that nobody has taken, and events of an import that wait in `home`. Files that are gone are left out.
 */
export const copiesLeft = async (written: readonly Written[], { home, drops, host }: Place): Promise<Copy[]> => {
  const told = await Promise.all(written.map((entry) => copyOf(entry, host)));
  const found = [
    ...(await filesIn(drops)).map((file) => ({ kind: 'drop' as const, file })),
    ...(await filesIn(join(home, 'spool'))).map((file) => ({ kind: 'spool' as const, file })),
  ];
  return [
    ...told.filter(({ there }) => there !== false),
    ...found.map(({ kind, file }) => ({ kind, file, at: null, by: null, from: host, there: true })),
  ];
};

const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .slice(0, LISTED);
};

const copyOf = async ({ action, at, actorKind, actorName, from, targets }: Written, host: string): Promise<Copy> => {
  const file = targets.find((target) => target.startsWith('file:'))?.slice('file:'.length) ?? null;
  const kind = actorKind === 'command' ? COPIED_BY[action]! : 'download';
  const there = file === null || from !== host ? null : await exists(file);
  return { kind, file, at, by: actorName, from, there };
};

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
