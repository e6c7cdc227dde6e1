import { DAY } from '../calendar.ts';
import { type Random, type Stream, zipf } from '../random.ts';
import { composeTemplate } from './grammar.ts';
import { type Capability, type Template, template } from './template.ts';

/** Prompts that everybody types sooner or later, most popular first. */
const EVERYDAY = [
  template('writing', 'Fix the grammar of this text:{pasted}'),
  template('analysis', 'Summarize this article: {url}'),
  template('coding', 'Fix this error: {quoted}'),
  template('coding', 'What does this code do?{code}'),
  template('writing', 'Make this shorter:{pasted}'),
  template('writing', 'Translate to English: {quoted}'),
  template('coding', 'Write unit tests for {file}'),
  template('chat', 'Hello'),
  template('coding', 'Convert this to TypeScript:{code}'),
  template('analysis', 'Explain this to me like I am {number}: {url}'),
  template('writing', 'Rewrite this e-mail so that it is more polite:{pasted}'),
  template('coding', 'Why is this query slow?{code}'),
  template('chat', 'What can I cook with {number} eggs?'),
  template('coding', 'Explain the error {quoted} in {file}'),
  template('agentic', 'Fix the failing tests in {file} and run them again'),
  template('analysis', 'Make a table of the key points of {url}'),
  template('coding', 'Add comments to this code:{code}'),
  template('agentic', 'Review pull request {url}'),
  template('writing', 'Give me {number} titles for this text:{pasted}'),
  template('coding', 'Write a regular expression that matches {quoted}'),
] as const;

/** Prompts that are popular for reasons of their own: nobody who shares one knows the others. */
export interface PromptCommons {
  everyday(random: Random): Template;
  /** From the public library, which recommends one prompt a week to all its readers. */
  published(time: number, random: Random): Template;
  /** The public template for reviewing changes in build pipelines, in its few released versions. */
  pipeline(version: number): Template;
}

const LIBRARY_ROLES = [
  'You are a senior engineer.',
  'Act as a careful editor.',
  'You are an expert tutor.',
  'Act as a code reviewer.',
  'You are a data analyst.',
  'Act as an experienced architect.',
];
const LIBRARY_CAPABILITIES: readonly Capability[] = ['coding', 'coding', 'writing', 'analysis', 'agentic'];

const WEEK = 7 * DAY;

export const promptCommons = (stream: Stream, libraryPrompts: number): PromptCommons => {
  const everyday = zipf(EVERYDAY.length);
  const library = zipf(libraryPrompts);
  return {
    everyday: (random) => EVERYDAY[random.weighted(everyday)]!,
    published: (time, random) => {
      const recommended = stream.random('week', Math.floor(time / WEEK)).int(libraryPrompts);
      const own = stream.random('library', random.chance(0.3) ? recommended : random.weighted(library));
      const { capability, pieces } = composeTemplate(own.pick(LIBRARY_CAPABILITIES), own);
      return { capability, pieces: [`${own.pick(LIBRARY_ROLES)} `, ...pieces] };
    },
    pipeline: (version) => {
      const { capability, pieces } = composeTemplate('coding', stream.random('pipeline', version));
      return { capability, pieces: ['Review change ', { slot: 'number' }, ' of this build. ', ...pieces] };
    },
  };
};
