import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { RingfenceError } from '../errors.ts';
import type { ServiceKeys } from '../signals/index.ts';

/** 32 bytes, as Standard Webhooks writes them. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export interface SecretBox {
  /** A secret as the graph keeps it: `<key id>.<base64url of nonce, tag and text>`. */
  seal(secret: string, receiver: string): string;
  /** Throws `receiver-secret-unreadable` where its key is not at hand or it was tampered with. */
  open(sealed: string, receiver: string): string;
}

/**
 * AES-256-GCM under keys that are derived from the service keys (HKDF-SHA-256): whoever has the graph alone, or a backup, can sign nothing. A
 * sealed secret is bound to its receiver, so that nobody can give one receiver the secret of another by copying a property.
 */
export const secretBox = ({ current, keys }: ServiceKeys): SecretBox => {
  const derived = new Map(
    Object.entries(keys).map(([id, key]) => [
      id,
      Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'ringfence receiver secrets', 32)),
    ]),
  );
  return {
    seal(secret, receiver) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', derived.get(current)!, nonce);
      cipher.setAAD(Buffer.from(receiver));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return `${current}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
    },
    open(sealed, receiver) {
      const at = sealed.indexOf('.');
      const key = derived.get(sealed.slice(0, at));
      if (key === undefined) throw unreadable();
      const bytes = Buffer.from(sealed.slice(at + 1), 'base64url');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
        decipher.setAAD(Buffer.from(receiver));
        decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
      } catch {
        throw unreadable();
      }
    },
  };
};

const NONCE = 12;
const TAG = 16;

const unreadable = (): RingfenceError =>
  new RingfenceError({
    type: 'receiver-secret-unreadable',
    detail: 'The secret of a receiver cannot be read with the service keys that are here.',
    mend: 'Put the service key back that it was sealed under, or give the receiver a new secret (POST /v1/receivers/{id}/secret).',
  });

/** The headers of Standard Webhooks; while a secret is being replaced, the receiver may know either. */
export const signedHeaders = (
  secrets: readonly string[],
  { id, body, at }: { readonly id: string; readonly body: string; readonly at: Date },
): Record<string, string> => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
});
