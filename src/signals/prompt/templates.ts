/** What a prompt is reduced to. */
interface PromptTemplate {
  /** Canonical text with what varies masked; it is fingerprinted and thrown away. */
  readonly text: string;
  /** A caption for people, made of the template alone: no word of the prompt beyond a small public vocabulary. */
  readonly hint: string;
}

/** How prompts become templates. Throws SignalError for a prompt without content. */
export interface PromptTemplates {
  template(prompt: string): PromptTemplate;
}
