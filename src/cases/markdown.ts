import MarkdownIt from 'markdown-it';

/** Links may lead to pages and mailboxes; everything else (`javascript:`, `data:`, `file:`, other programs) stays text. */
const LINK = /^(?:https?:\/\/|mailto:)/i;

/**
 * Markdown of a note → HTML that can be put in a page as it is. Raw HTML is shown as text, and pictures are links: a page must not ask other
 * hosts because somebody reads a note. Links say nothing of where they were followed from.
 */
export const renderNote = (text: string): string => renderer.render(text);

const renderer = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image');
renderer.validateLink = (url) => LINK.test(url.trim());
renderer.renderer.rules['link_open'] = (tokens, at, options, _env, self) => {
  tokens[at]!.attrSet('rel', 'noopener noreferrer nofollow');
  return self.renderToken(tokens, at, options);
};
