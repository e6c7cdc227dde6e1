import type { Fingerprinter } from '../fingerprint.ts';
import { hintOf } from './hint.ts';
import { maskPrompt } from './masking.ts';
import type { KeptTemplate, PromptTemplate, TemplateMiner } from './templates.ts';

export interface MinerOptions {
  /** Makes ids: a template is named for the prompt that founded it. */
  readonly fingerprint: Fingerprinter;
}

/** A miner of prompt templates. */
export const templateMiner = ({ fingerprint }: MinerOptions): TemplateMiner => {
  const kept = new Map<string, KeptTemplate>();
  const unsettled = new Map<string, KeptTemplate>();
  const idOf = (tokens: readonly string[]): string => {
    const { keyId, hex } = fingerprint(`prompt\0${tokens.join(' ')}`);
    return `${keyId}:${hex}`;
  };
  const current = (id: string): string => {
    let at = id;
    for (let next = kept.get(at)?.mergedInto; next; next = kept.get(at)?.mergedInto) at = next;
    return at;
  };
  const known = (id: string): PromptTemplate | null => {
    const found = kept.get(current(id));
    return found === undefined ? null : { id: found.id, hint: found.hint };
  };
  return {
    template(prompt) {
      const tokens = maskPrompt(prompt);
      const id = idOf(tokens);
      const found = known(id);
      if (found !== null) return found;
      const made: KeptTemplate = { id, tokens: [], hint: hintOf(tokens), shown: false, mergedInto: null };
      kept.set(id, made);
      unsettled.set(id, made);
      return { id, hint: made.hint };
    },
    find: (prompt) => known(idOf(maskPrompt(prompt))),
    changes: () => [...unsettled.values()],
    settled(changes) {
      for (const change of changes) if (unsettled.get(change.id) === change) unsettled.delete(change.id);
    },
    learn(others) {
      for (const other of others) {
        kept.set(other.id, other);
        unsettled.delete(other.id);
      }
    },
    current,
  };
};
