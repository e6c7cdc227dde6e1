import { randomBytes } from 'node:crypto';
import { RingfenceError } from '../../errors.ts';
import { readSecretFile } from '../../secret-file.ts';
import { type ServerHome, writePrivate } from './home.ts';

/**
 * The home's password: made at the first start (192 random bits), afterwards read. Throws `password-missing` when there is a graph but no password file: a new one would not open it.
 */
export const settlePassword = async (home: ServerHome, hasData: boolean): Promise<string> => {
  const kept = await keptPassword(home);
  if (kept) return kept;
  if (hasData) {
    throw new RingfenceError({
      type: 'password-missing',
      exitCode: 77,
      detail: `${home.password} is missing or empty, but ${home.folder} holds a graph that it opens.`,
      mend: `Put the password back into that file, or remove ${home.folder} to begin with an empty graph.`,
    });
  }
  // Hexadecimal: it goes through files, a command line and URLs, and must begin with no sign that means something there.
  const password = randomBytes(24).toString('hex');
  await writePrivate(home.password, `${password}\n`);
  return password;
};

/** The home's password, or undefined before the first start. */
export const keptPassword = async (home: ServerHome): Promise<string | undefined> =>
  (await readSecretFile(home.password))?.split('\n')[0]?.trim() || undefined;
