import type { Fingerprinter } from '../fingerprint.ts';
import { ANY, type Code, tokenCodes } from './codes.ts';
import { forest } from './forest.ts';
import { type Framed, framing } from './framing.ts';
import { hintOf } from './hint.ts';
import {
  captionOf,
  countAccount,
  type Founding,
  keptOf,
  type MinedTemplate,
  minedTemplate,
  reopen,
  takeOver,
} from './mined.ts';
import { recentMap } from './recent.ts';
import { isPlaceholder } from './segments.ts';
import { type ReadPrompt, readPrompt, skeletonOf } from './skeleton.ts';
import type { KeptTemplate, PromptTemplate, TemplateMiner } from './templates.ts';

interface MinerOptions {
  /** Makes ids and codes: a template is named for the prompt that founded it. */
  readonly fingerprint: Fingerprinter;
  /** How many accounts must have used a template before words of its own stand in its caption. */
  readonly captionAccounts?: number;
  /** Templates held in memory. Beyond it those unused for longest are let go; what is kept elsewhere stays there. */
  readonly limit?: number;
  /** Nobody keeps its templates: there are no changes to settle. */
  readonly alone?: boolean;
}

const CAPTION_ACCOUNTS = 10;
/** Templates held in memory, some 2 KiB each with what belongs to them. */
export const TEMPLATE_LIMIT = 40_000;
/** The share of the templates that is let go at once. */
const LET_GO = 0.25;
/** Templates that are not kept yet rank behind all that are. */
const NOT_KEPT = 2 ** 52;

/** A use of a template; `exact` when it has each word of the template, not only most of them. */
interface Use {
  readonly template: MinedTemplate;
  readonly exact: boolean;
}

/**
 * A miner of prompt templates. Prompts are masked to words and placeholders; a tree of fixed depth (after Drain, He et al., ICWS
 * 2017) finds prompts of one length that differ in a few words, a MinHash index those of other lengths. A position is open
 * once it has shown several different words, and templates that are equal then become one, the elder. Its state is
 * bounded, and no clock and no chance is in it. Figures: docs/performance.md, `npm run bench:templates`.
 */
export const templateMiner = (options: MinerOptions): TemplateMiner => {
  const { fingerprint, captionAccounts = CAPTION_ACCOUNTS, limit = TEMPLATE_LIMIT, alone = false } = options;
  const codes = tokenCodes(fingerprint);
  const templates = new Map<string, MinedTemplate>();
  const frames = framing(Math.ceil(limit / 4));
  /** Id of a template that turned out to be another → id of that one. */
  const merged = recentMap<string, string>(2 * limit);
  const unsettled = new Map<string, KeptTemplate>();
  /** A prompt's words → its template, and whether the words are the template's own. */
  const byHeart = recentMap<string, { readonly id: string; readonly exact: boolean }>(Math.ceil(limit / 4));
  let uses = 0;
  let orders = 0;

  const current = (id: string): string => {
    let at = id;
    // A chain that somebody broke may run in a circle.
    for (let left = 1000, next = merged.get(at); next !== undefined && left > 0; left--, next = merged.get(at))
      at = next;
    return at;
  };

  const changed = (template: MinedTemplate, mergedInto: string | null = null): void => {
    if (!alone) unsettled.set(template.id, keptOf(template, mergedInto));
  };

  /** Somebody is given its id. */
  const tell = (template: MinedTemplate): void => {
    if (template.told) return;
    template.told = true;
    changed(template);
  };

  const { find, add, remove } = forest({
    meet(one, other) {
      const [stays, goes] = one.order <= other.order ? [one, other] : [other, one];
      // Nobody was told of a newcomer that meets its like at once.
      const told = templates.delete(goes.id) && goes.told;
      takeOver(stays, goes);
      if (told) {
        tell(stays);
        merged.set(goes.id, stays.id);
        changed(goes, stays.id);
      }
      return stays;
    },
    opened(template) {
      reopen(template, codes);
      if (templates.has(template.id) && template.told) changed(template);
    },
  });

  /** Puts a template in; returns it, or the one it turned out to be at once. */
  const enter = (founding: Founding): MinedTemplate => {
    const template = minedTemplate(founding);
    template.usedAt = uses;
    const stands = add(template);
    frames.note(template);
    if (stands === template) templates.set(template.id, template);
    return stands;
  };

  const enterKept = (kept: Omit<KeptTemplate, 'mergedInto'>, order: number): MinedTemplate =>
    enter({ ...kept, tokens: [...kept.tokens], skeleton: skeletonOf(kept.tokens), order });

  const letGo = (): void => {
    if (templates.size <= limit) return;
    const eldest = [...templates.values()].filter(({ id }) => !unsettled.has(id)).sort((a, b) => a.usedAt - b.usedAt);
    for (const template of eldest.slice(0, Math.max(1, Math.floor(limit * LET_GO)))) {
      templates.delete(template.id);
      remove(template);
    }
  };

  const recall = (text: string): Use | undefined => {
    const known = byHeart.get(text);
    const template = known && templates.get(current(known.id));
    return template && { template, exact: known.exact };
  };

  const idOf = (text: string): string => {
    const { keyId, hex } = fingerprint(`prompt\0${text}`);
    return [keyId, hex].join(':');
  };

  /** `quietly`: nobody is given its id yet. */
  const found = ({ tokens, words, text }: ReadPrompt, skeleton: Code[], id = idOf(text), quietly = false): Use => {
    const there = templates.get(current(id));
    if (there !== undefined) return { template: there, exact: false };
    const order = (alone ? 0 : NOT_KEPT) + orders++;
    // Its words are coded already.
    let word = 0;
    const own =
      words.length === tokens.length
        ? [...skeleton]
        : tokens.map((token) => (isPlaceholder(token) ? codes.of(token) : skeleton[word++]!));
    const template = enter({ id, tokens: own, skeleton, hint: hintOf(tokens), shown: false, order });
    if (template.id === id && quietly) template.told = false;
    else if (template.id === id) changed(template);
    letGo();
    return { template, exact: true };
  };

  /** The template of a frame, which every prompt in it is a use of. */
  const framed = (frame: Framed): Use => find(frame.skeleton) ?? found(frame, frame.skeleton);

  /** A template that one account alone has used becomes another one, whose frame its prompt is written in. */
  const absorb = (id: string, into: MinedTemplate): void => {
    const own = templates.get(id);
    if (own === undefined || own === into || own.accounts === null || own.accounts.length > 1) return;
    templates.delete(id);
    remove(own);
    takeOver(into, own);
    if (!own.told) return;
    merged.set(id, into.id);
    changed(own, into.id);
  };

  /** A prompt that is like no other: a use of its frame where it is in one, and else of a template of its own. */
  const first = (seen: ReadPrompt, skeleton: Code[]): Use & { readonly isFramed: boolean } => {
    const id = idOf(seen.text);
    const { frame, by } = frames.learn(seen, skeleton, id);
    // Its like may come yet, and then it is a use of that.
    const own = found(seen, skeleton, id, frame !== null);
    if (frame === null) return { ...own, isFramed: false };
    const use = framed(frame);
    for (const other of by) if (other !== id) absorb(other, use.template);
    return { ...use, isFramed: true };
  };

  const count = ({ template, exact }: Use, seen: ReadPrompt, account: string): PromptTemplate => {
    template.usedAt = ++uses;
    tell(template);
    const words = exact || template.accounts === null ? null : seen.words.map(codes.of);
    if (countAccount(template, account, captionAccounts, words)) {
      template.hint = captionOf(template, codes);
      changed(template);
    }
    return { id: template.id, hint: template.hint };
  };

  return {
    template(prompt, account) {
      const seen = readPrompt(prompt);
      let use = recall(seen.text);
      if (use === undefined) {
        const skeleton = seen.words.map(codes.of);
        use = find(skeleton);
        if (use === undefined) {
          const { isFramed, ...its } = first(seen, skeleton);
          use = its;
          if (isFramed) return count(use, seen, account);
        }
        byHeart.set(seen.text, { id: use.template.id, exact: use.exact });
      }
      return count(use, seen, account);
    },

    find(prompt): PromptTemplate | null {
      const seen = readPrompt(prompt);
      const skeleton = seen.words.map(codes.of);
      const its = (recall(seen.text) ?? find(skeleton))?.template ?? templates.get(current(idOf(seen.text)));
      const frame = its?.told ? null : frames.of(seen, skeleton);
      const template =
        frame === null ? its : (find(frame.skeleton)?.template ?? templates.get(current(idOf(frame.text))));
      return template?.told ? { id: template.id, hint: template.hint } : null;
    },

    changes: () => [...unsettled.values()],

    settled(changes) {
      for (const change of changes) {
        const template = templates.get(change.id);
        if (template !== undefined && template.order >= NOT_KEPT) template.order = orders++;
        if (unsettled.get(change.id) === change) unsettled.delete(change.id);
      }
      letGo();
    },

    learn(kept) {
      for (const one of kept) {
        if (one.mergedInto === null) learnOne(one);
        else learnMerged(one, one.mergedInto);
      }
      letGo();
    },

    current,

    hintOf: (id) => templates.get(current(id))?.hint,
  };

  function learnOne(kept: KeptTemplate): void {
    // Merged here already, which is not kept yet: that will be said in its turn.
    if (merged.get(kept.id) !== undefined) return;
    const own = templates.get(kept.id);
    if (own === undefined) {
      const order = orders++;
      const there = enterKept(kept, order);
      if (there.id === kept.id) return;
      // Its like is elder and kept too, so this one is merged here and now.
      merged.set(kept.id, there.id);
      unsettled.set(kept.id, { ...kept, mergedInto: there.id });
      return;
    }
    own.told = true;
    if (own.order >= NOT_KEPT) own.order = orders++;
    if (kept.shown) {
      own.accounts = null;
      own.common = new Set();
    }
    unsettled.delete(kept.id);
    const wider = kept.tokens.some((code, at) => code === ANY && own.tokens[at] !== ANY);
    const narrower = own.tokens.some((code, at) => code === ANY && kept.tokens[at] !== ANY);
    if (!wider) own.hint = kept.hint;
    if (wider) replant(own, kept.tokens);
    if (narrower || (own.accounts === null && !kept.shown)) changed(own);
  }

  function learnMerged(kept: KeptTemplate, into: string): void {
    // Two instances found the same two, and the other one's choice of who stays was kept first.
    const reverse = merged.get(into) === kept.id;
    const own = templates.get(kept.id);
    if (reverse) {
      merged.delete(into);
      unsettled.delete(into);
    }
    merged.set(kept.id, into);
    unsettled.delete(kept.id);
    if (own === undefined) return;
    templates.delete(own.id);
    remove(own);
    if (reverse) enterKept({ ...keptOf(own), id: into }, orders++);
  }

  /** Takes a template out and in again with the open positions of both. */
  function replant(own: MinedTemplate, tokens: readonly Code[]): void {
    templates.delete(own.id);
    remove(own);
    const both = own.tokens.map((code, at) => (tokens[at] === ANY ? ANY : code));
    const { accounts, common } = own;
    const again = enterKept({ ...keptOf(own), tokens: both }, own.order);
    if (again.id === own.id) {
      again.accounts = accounts;
      again.common = common;
      again.hint = captionOf(again, codes);
    } else {
      merged.set(own.id, again.id);
      changed(own, again.id);
    }
  }
};
