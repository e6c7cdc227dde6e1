/**
 * Splits Cypher text at the semicolons that end statements: not those in quotes, back-quoted names or comments. Empty
 * pieces and pieces of comments alone are left out. Comments inside a statement stay with it.
 */
export const splitStatements = (text: string): string[] => {
  const statements: string[] = [];
  let begin = 0;
  let hasCode = false;
  const push = (end: number) => {
    if (hasCode) statements.push(text.slice(begin, end).trim());
    begin = end + 1;
    hasCode = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '/' && text[i + 1] === '/') i = endOf(text, '\n', i) - 1;
    else if (char === '/' && text[i + 1] === '*') i = endOf(text, '*/', i + 2) + 1;
    else if (char === ';') push(i);
    else if (char === "'" || char === '"' || char === '`') {
      hasCode = true;
      i = closingQuote(text, i);
    } else if (!/\s/.test(char)) hasCode = true;
  }
  push(text.length);
  return statements;
};

const endOf = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found;
};

/** Index of the quote that closes the one at `open`. Strings escape by backslash; back-quoted names double the quote. */
const closingQuote = (text: string, open: number): number => {
  const quote = text[open];
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === '\\' && quote !== '`') i++;
    else if (text[i] === quote) {
      if (quote === '`' && text[i + 1] === '`') i++;
      else return i;
    }
  }
  return text.length;
};
