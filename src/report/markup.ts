/** Text that is markup already: made by `html` or by a drawing of ours, never from what others wrote. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | string | number | null | undefined | false | readonly Value[];

/** Markup with every value in it escaped; markup among the values stays, lists are joined, null and false are left out. */
export const html = (texts: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: texts.reduce((whole, text, n) => whole + written(values[n - 1]) + text),
});

/** Only for what this room drew itself. */
export const drawn = (markup: string): Markup => ({ markup });

/** For text between tags and for attributes in double quotes. Characters that XML does not allow are left out. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

const written = (value: Value): string => {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(value);
  if (isMarkup(value)) return value.markup;
  return value.map(written).join('');
};

const isMarkup = (value: Markup | readonly Value[]): value is Markup => 'markup' in value;
