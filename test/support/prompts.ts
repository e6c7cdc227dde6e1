import { fingerprinter, type KeptTemplate, templateMiner } from '../../src/signals/index.ts';

export const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } });

export type Miner = ReturnType<typeof templateMiner>;

export const miner = (options: Partial<Parameters<typeof templateMiner>[0]> = {}): Miner =>
  templateMiner({ fingerprint, ...options });

/** Ids under which prompts go once all of them were seen; each prompt comes from an account of its own. */
export const groups = (prompts: readonly string[], on = miner()): string[] =>
  prompts.map((prompt, index) => on.template(prompt, `account ${index}`).id).map((id) => on.current(id));

export const different = (ids: readonly string[]): number => new Set(ids).size;

/** Keeps what changed, as a service does, and returns it. */
export const settle = (one: Miner): KeptTemplate[] => {
  const changes = [...one.changes()];
  one.settled(changes);
  return changes;
};
