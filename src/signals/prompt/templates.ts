/** What a prompt is reduced to. */
export interface PromptTemplate {
  /**
   * `<key id>:<32 hex digits>`: the keyed fingerprint of the template's canonical text as it was when it was first seen. It
   * stays the template's name when the template grows more general.
   */
  readonly id: string;
  /** A caption for people: masks, words of a small public vocabulary, and words that enough accounts have used. */
  readonly hint: string;
}

/** How prompts become templates. */
export interface PromptTemplates {
  /** The template of a prompt that an account made, learnt when it is new. Throws SignalError for a prompt without content. */
  template(prompt: string, account: string): PromptTemplate;
  /** The template that such a prompt would be given, without learning anything; null when there is none yet. */
  find(prompt: string): PromptTemplate | null;
}

/** A template as it is kept and shared by instances: no word of any prompt is in it. */
export interface KeptTemplate {
  readonly id: string;
  /** Keyed hashes of words (positive, 52 bits), codes of placeholders (negative), 0 for any word. */
  readonly tokens: readonly number[];
  readonly hint: string;
  /** Whether so many accounts used it that its own words may be shown. */
  readonly shown: boolean;
  /** Id of the template that this one turned out to be; null while it is its own. */
  readonly mergedInto: string | null;
}

/** Templates that are learnt as prompts come, kept across restarts and shared by instances. */
export interface TemplateMiner extends PromptTemplates {
  /** What was made or changed since it was last `settled`, in order of making. */
  changes(): readonly KeptTemplate[];
  /** Changes that are now kept. One that changed again meanwhile stays among the changes. */
  settled(changes: readonly KeptTemplate[]): void;
  /**
   * Takes in what others keep, or what was kept before a restart, in the order it was kept. An own template that is not
   * settled and turns out to be one of these is merged into it.
   */
  learn(kept: readonly KeptTemplate[]): void;
  /** The id under which a template goes today: its own, or that of the one it was merged into, however far. */
  current(id: string): string;
  /** Today's caption of a template; undefined when it is not held any more. */
  hintOf(id: string): string | undefined;
}
