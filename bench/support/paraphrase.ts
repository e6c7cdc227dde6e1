import type { Random } from '../../src/simulate/random.ts';

/**
 * Says a prompt otherwise, by rules: what people, and scripts that wish to look like people, do to a template. Each rule may
 * apply or not; the words that carry the task stay.
 */
export const paraphrase = (text: string, random: Random): string =>
  RULES.reduce((said, { chance, rule }) => (random.chance(chance) ? rule(said, random) : said), text);

interface Rule {
  readonly chance: number;
  readonly rule: (text: string, random: Random) => string;
}

const SYNONYMS: readonly (readonly string[])[] = [
  ['write', 'compose', 'draft'],
  ['show', 'display', 'give'],
  ['explain', 'describe', 'clarify'],
  ['rewrite', 'rephrase', 'reword'],
  ['fix', 'repair', 'correct'],
  ['check', 'verify', 'inspect'],
  ['make', 'produce', 'create'],
  ['use', 'employ', 'take'],
  ['return', 'output', 'hand back'],
  ['keep', 'leave', 'hold'],
  ['short', 'brief', 'concise'],
  ['clear', 'plain', 'lucid'],
  ['small', 'little', 'tiny'],
  ['text', 'passage', 'piece'],
  ['file', 'document', 'source'],
  ['find', 'locate', 'spot'],
  ['every', 'each', 'any'],
  ['before', 'prior to', 'ahead of'],
  ['about', 'on', 'concerning'],
  ['so that', 'such that', 'in order that'],
];
const MEANING = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group] as const)));
const SYNONYM = new RegExp(`\\b(?:${[...MEANING.keys()].join('|')})\\b`, 'gi');

const OPENERS = ['Please', 'Could you', 'Hi!', 'Hello,', 'I need you to', 'Now', 'Quick one:', 'OK,'];
const CLOSERS = ['Thanks!', 'Thank you.', 'Take your time.', 'Be careful.', 'Answer in English.', 'Cheers'];
const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bdo not\b/gi, "don't"],
  [/\bit is\b/gi, "it's"],
  [/\bwhat is\b/gi, "what's"],
  [/\bcannot\b/gi, "can't"],
];

const RULES: readonly Rule[] = [
  {
    chance: 0.5,
    rule: (text, random) =>
      text.replace(SYNONYM, (word) => (random.chance(0.4) ? random.pick(MEANING.get(word.toLowerCase())!) : word)),
  },
  { chance: 0.3, rule: (text, random) => `${random.pick(OPENERS)} ${text.charAt(0).toLowerCase()}${text.slice(1)}` },
  { chance: 0.3, rule: (text, random) => `${text} ${random.pick(CLOSERS)}` },
  { chance: 0.2, rule: (text) => text.replace(/\b(?:the|an?) /gi, '') },
  {
    chance: 0.2,
    rule: (text) => CONTRACTIONS.reduce((said, [long, short]) => said.replace(long, short), text),
  },
  { chance: 0.2, rule: (text) => text.toUpperCase() },
  { chance: 0.2, rule: (text) => text.replace(/[.,!?]/g, '') },
  {
    // One sentence goes to the end, where sentences are told apart safely.
    chance: 0.2,
    rule: (text) => {
      const sentences = /```|"""/.test(text) ? [text] : text.split(/(?<=\.) /);
      return sentences.length < 3 ? text : [...sentences.slice(1), sentences[0]].join(' ');
    },
  },
  {
    // Two letters change places within a word.
    chance: 0.3,
    rule: (text, random) => {
      const words = text.split(' ');
      const at = random.int(words.length);
      const word = words[at]!;
      if (word.length > 4 && /^[a-z]+$/i.test(word)) words[at] = word[0]! + word[2]! + word[1]! + word.slice(3);
      return words.join(' ');
    },
  },
];
