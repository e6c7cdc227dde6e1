import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  FlattenedSign,
  flattenedVerify,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
} from 'jose';
import { canonicalJson } from './canonical-json.ts';
import { RingfenceError } from './errors.ts';
import { readOrMakeSecretFile, writeSecretFile } from './secret-file.ts';

/** Ed25519 keys (RFC 8037) that ban manifests are signed with: one private key, and the public keys of all that there ever were. */
export interface SigningKeyFile {
  readonly current: JWK & { readonly kid: string };
  /** Public, the newest first. */
  readonly former: readonly (JWK & { readonly kid: string })[];
}

export interface Signature {
  readonly protected: string;
  readonly signature: string;
}

const ALGORITHM = 'EdDSA';

export const signingKeysFile = (home: string): string => join(home, 'signing-keys.json');

export const newSigningKeys = async (former: SigningKeyFile['former'] = []): Promise<SigningKeyFile> => {
  const { privateKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { current: { ...jwk, kid: await calculateJwkThumbprint(jwk) }, former };
};

const publicPart = ({ kty, crv, x, kid }: JWK & { readonly kid: string }) => ({
  ...{ kty: kty!, crv: crv!, x: x!, kid, alg: ALGORITHM, use: 'sig' },
});

/** Signs values and verifies signatures, by the keys of one file. */
export const signingKeys = (file: SigningKeyFile) => {
  const jwks: JSONWebKeySet = { keys: [publicPart(file.current), ...file.former.map(publicPart)] };
  return {
    /** For everybody: RFC 7517. */
    jwks,
    sign: async (value: unknown): Promise<Signature> => {
      const key = await importJWK(file.current, ALGORITHM);
      const jws = await new FlattenedSign(new TextEncoder().encode(canonicalJson(value)))
        .setProtectedHeader({ alg: ALGORITHM, kid: file.current.kid })
        .sign(key);
      return { protected: jws.protected!, signature: jws.signature };
    },
    verifies: (value: unknown, signature: Signature): Promise<boolean> => verifies(jwks, value, signature),
  };
};

/** Whether a value was signed by a key of the set. Only Ed25519 is taken, whatever the signature's own header says. */
export const verifies = async (
  jwks: JSONWebKeySet,
  value: unknown,
  { protected: header, signature }: Signature,
): Promise<boolean> => {
  // The last character of base64url has bits that say nothing: one signature has one text.
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature) return false;
  try {
    const payload = Buffer.from(canonicalJson(value)).toString('base64url');
    const keys = createLocalJWKSet(jwks);
    await flattenedVerify({ payload, protected: header, signature }, keys, { algorithms: [ALGORITHM] });
    return true;
  } catch {
    return false;
  }
};

const parsed = (text: string, file: string): SigningKeyFile => {
  try {
    const keys = JSON.parse(text) as SigningKeyFile;
    if (typeof keys.current.d === 'string' && typeof keys.current.kid === 'string' && Array.isArray(keys.former))
      return keys;
  } catch {
    // Told below: the parser's own text may quote key material.
  }
  throw new RingfenceError({
    type: 'invalid-signing-keys',
    detail: `${file} does not hold signing keys`,
    mend: 'Restore it from your backup. Without it new manifests need new keys: move the file away, and keep the old public keys (GET /v1/bans/keys).',
    exitCode: 78,
  });
};

/** Reads the signing keys, or makes the first. Throws `invalid-signing-keys`. */
export const loadSigningKeys = async (home: string): Promise<SigningKeyFile> => {
  const file = signingKeysFile(home);
  return parsed(await readOrMakeSecretFile(file, async () => JSON.stringify(await newSigningKeys(), null, 2)), file);
};

/** A new key takes over; the public part of the old one stays, so that what it signed still verifies. */
export const rotateSigningKeys = async (home: string): Promise<SigningKeyFile> => {
  const { current, former } = await loadSigningKeys(home);
  const next = await newSigningKeys([publicPart(current), ...former]);
  const file = signingKeysFile(home);
  // Written aside and renamed: a reader finds the old file or the new one, whole.
  await writeSecretFile(`${file}.next`, JSON.stringify(next, null, 2));
  await rename(`${file}.next`, file);
  return next;
};
