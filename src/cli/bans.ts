import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { JSONWebKeySet } from 'jose';
import type { SignedHeader } from '../bans/manifest/manifest.ts';
import { linesOf, type ManifestVerdict, verifyManifest } from '../bans/manifest/verify.ts';
import { RingfenceError } from '../errors.ts';
import { loadSigningKeys, rotateSigningKeys, signingKeys, signingKeysFile, verifies } from '../signing-keys.ts';
import type { CliContext } from './context.ts';

/** `ringfence bans verify|rotate-key`: whether a manifest is what was signed, and a new key to sign with. */
export const bansCommand = (context: CliContext): Command =>
  new Command('bans')
    .description('ban batches: check a manifest without the service, or take a new key to sign with')
    .addCommand(
      new Command('verify')
        .description('find lines of a manifest that were changed, removed, added or put elsewhere')
        .argument('<file>', 'what GET /v1/bans/{id}/manifest gave')
        .option('--keys <file>', 'public keys, as GET /v1/bans/keys gives them; without it those of this installation')
        .action(async (file: string, { keys }: { keys?: string }) => {
          const trusted = keys === undefined ? await ownKeys(context) : await keysIn(resolve(context.cwd, keys));
          say(context, await verdictOn(context, file, trusted));
        }),
    )
    .addCommand(
      new Command('rotate-key')
        .description('sign new manifests with a new key; those that were signed before still verify')
        .action(async () => {
          const { home } = await context.config();
          const { current, former } = await rotateSigningKeys(home);
          context.stdout.write(
            `new manifests are signed with ${current.kid}; ${former.length} former keys still verify\n`,
          );
          context.stdout.write(`back up ${signingKeysFile(home)}\n`);
        }),
    );

const ownKeys = async (context: CliContext): Promise<JSONWebKeySet> =>
  signingKeys(await loadSigningKeys((await context.config()).home)).jwks;

const keysIn = async (file: string): Promise<JSONWebKeySet> => {
  try {
    const keys = JSON.parse(await readFile(file, 'utf8')) as JSONWebKeySet;
    if (Array.isArray(keys.keys) && keys.keys.length > 0) return keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw missing(file, 'Give a file with public keys.');
  }
  throw new RingfenceError({
    type: 'invalid-keys',
    detail: `${file} does not hold a JSON Web Key Set.`,
    mend: 'Save what GET /v1/bans/keys answers.',
    exitCode: 65,
  });
};

const verdictOn = async (context: CliContext, file: string, keys: JSONWebKeySet): Promise<ManifestVerdict> => {
  const lines = linesOf(createReadStream(resolve(context.cwd, file), 'utf8'));
  try {
    return await verifyManifest(lines, ({ header, ...signature }: SignedHeader) => verifies(keys, header, signature));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw missing(file, 'Give a file that GET /v1/bans/{id}/manifest gave.');
  }
};

const missing = (file: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'file-missing', detail: `${file} is not there.`, mend, exitCode: 66 });

const say = (context: CliContext, { batch, accounts, erased, faults }: ManifestVerdict): void => {
  for (const { line, kind, detail } of faults) context.stdout.write(`line ${line}: ${detail} (${kind})\n`);
  if (faults.length > 0) {
    throw new RingfenceError({
      type: 'manifest-broken',
      detail: `The manifest is not what was signed: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults or more'}.`,
      mend: 'docs/bans.md says what each kind means. Ask for the manifest again.',
      exitCode: 65,
    });
  }
  const forgotten = erased === 0 ? '' : `, ${erased} of them forgotten since`;
  context.stdout.write(`the manifest of ${batch} is what was signed: ${accounts} accounts${forgotten}\n`);
};
