import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RingfenceError } from './errors.ts';

/**
 * Reads a secret file, or makes it once: only its owner can read it, and of two processes that make it at once one wins
 * and both read the winner's (written aside, then linked into place, which fails where the name is taken).
 * Throws `secret-file-open` when others can read the file.
 */
export const readOrMakeSecretFile = async (file: string, make: () => string | Promise<string>): Promise<string> => {
  const present = await readSecretFile(file);
  if (present !== null) return present;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(aside, await make(), { mode: 0o600, flush: true });
  try {
    await link(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(aside);
  }
  return (await readSecretFile(file))!;
};

/**
 * The file's text, or null when there is none. A file of this user is for its owner only; one that belongs to somebody else,
 * as orchestrators mount it, may be read by a group, because there is no other way for us to read it.
 * Throws `secret-file-open`, `secret-file-unreadable`.
 */
export const readSecretFile = async (file: string): Promise<string | null> => {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw unreadable(file, 'EISDIR');
    const { mode, uid } = found;
    const forbidden = uid === process.getuid?.() ? 0o077 : 0o037;
    if (process.platform !== 'win32' && (mode & forbidden) !== 0) {
      throw new RingfenceError({
        type: 'secret-file-open',
        detail: `${file} can be read by other users (mode ${(mode & 0o777).toString(8)})`,
        mend: `Run: chmod 600 ${file}`,
        exitCode: 78,
      });
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'EACCES') throw unreadable(file, code);
    throw error;
  }
};

const unreadable = (file: string, code: string): RingfenceError =>
  new RingfenceError({
    type: 'secret-file-unreadable',
    detail: `${file} cannot be read by this process${code === 'EISDIR' ? ': it is a folder' : ` (user ${process.getuid?.()})`}`,
    mend:
      code === 'EISDIR'
        ? 'An engine makes a folder where the file to be mounted is missing: make the file, then the container anew.'
        : `Run: chown ${process.getuid?.()} ${file}; or run the service as the owner of the file (in Docker: RINGFENCE_UID).`,
    exitCode: 77,
  });

/** Replaces a secret file's text. */
export const writeSecretFile = async (file: string, text: string): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600, flush: true });
  await chmod(file, 0o600);
};
