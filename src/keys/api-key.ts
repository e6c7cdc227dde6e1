import { formatSecretToken, parseSecretToken, type SecretToken } from '../secret-token.ts';

/** An API key as its owner holds it: `rf_<id>_<secret>`. */
export const formatApiKey = (key: SecretToken): string => `rf_${formatSecretToken(key)}`;

/** Null for text that cannot be a key. */
export const parseApiKey = (text: string): SecretToken | null =>
  text.startsWith('rf_') ? parseSecretToken(text.slice('rf_'.length)) : null;
