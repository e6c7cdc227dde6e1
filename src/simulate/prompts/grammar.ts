import type { Random } from '../random.ts';
import { type Capability, type Template, template } from './template.ts';
import * as w from './words.ts';

/**
 * Composes a prompt template of ordinary work. There are hundreds of millions of them, so that two people meet on one
 * only when they share its source; what fills the slots differs at each use. Campaigns, companies and lone
 * developers all draw from this one grammar: nothing in a template's text tells whose it is.
 */
export const composeTemplate = (capability: Capability, random: Random): Template =>
  template(capability, GRAMMARS[capability](random).trim());

/** A prompt written once by hand: the same grammar, mostly with a personal touch that no mask removes. */
export const composeFreely = (capability: Capability, random: Random): Template => {
  const text = GRAMMARS[capability](random).trim();
  const opener = random.pick(w.OPENERS);
  const touched = random.chance(0.5) ? `${opener} ${/[.!]$/.test(opener) ? text : lowerFirst(text)}` : text;
  return template(capability, random.chance(0.2) ? `${touched} ${random.pick(w.CLOSERS)}` : touched);
};

const GRAMMARS: Record<Capability, (random: Random) => string> = {
  coding: (random) => {
    const pick = picker(random);
    const thing = `${pick(w.CODE_QUALITIES)} ${pick(w.CODE_THINGS)}`;
    const purpose = pick(w.CODE_PURPOSES);
    return pick([
      () =>
        `${pick(w.CODE_VERBS)} the ${thing} in ${pick(w.LANGUAGES)} ${purpose}. ${pick(w.CODE_CONTEXTS)} ${pick(w.CODE_OUTPUTS)}`,
      () => `Write ${article(thing)} in ${pick(w.LANGUAGES)} ${purpose}. ${pick(w.CODE_OUTPUTS)}`,
      () => `${pick(w.CODE_CONTEXTS)} ${pick(w.CODE_VERBS)} the ${thing} ${purpose}. ${pick(w.CODE_OUTPUTS)}`,
      () =>
        `Given this ${thing}:{code}${pick(w.CODE_VERBS)} it in ${pick(w.LANGUAGES)} ${purpose}. ${pick(w.CODE_OUTPUTS)}`,
    ])();
  },
  agentic: (random) => {
    const pick = picker(random);
    return pick([
      () =>
        `You work in a repository through tools. ${pick(w.AGENT_GOALS)} ${pick(w.AGENT_SCOPES)}. ${pick(w.AGENT_RULES)} ${pick(w.AGENT_REPORTS)}`,
      () =>
        `Plan and carry out: ${lowerFirst(pick(w.AGENT_GOALS))} ${pick(w.AGENT_SCOPES)}. ${pick(w.AGENT_RULES)} ${pick(w.AGENT_REPORTS)}`,
      () =>
        `Goal: ${lowerFirst(pick(w.AGENT_GOALS))} ${pick(w.AGENT_SCOPES)}. Tools: search, read, edit, run. ${pick(w.AGENT_RULES)} ${pick(w.AGENT_REPORTS)}`,
    ])();
  },
  writing: (random) => {
    const pick = picker(random);
    return `${pick(w.WRITE_VERBS)} a ${pick(w.TONES)} ${pick(w.DOCUMENTS)} ${pick(w.AUDIENCES)} about ${pick(w.SUBJECTS)}. ${pick(w.WRITE_LIMITS)}`;
  },
  analysis: (random) => {
    const pick = picker(random);
    return `${pick(w.ANALYSE_VERBS)} ${pick(w.MATERIALS)} on ${pick(w.SUBJECTS)} ${pick(w.ANALYSE_FOCI)}. ${pick(w.WRITE_LIMITS)}`;
  },
  chat: (random) => {
    const pick = picker(random);
    return `${pick(w.CHAT_QUESTIONS)} ${pick(w.CHAT_TOPICS)}${pick(w.CHAT_TAILS)}`;
  },
};

const picker =
  (random: Random) =>
  <T>(list: readonly T[]): T =>
    random.pick(list);

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const article = (text: string): string => `${/^[aeiou]/i.test(text) ? 'an' : 'a'} ${text}`;
