/** A series that an expression reads. */
export interface Selector {
  readonly metric: string;
  /** Label matchers: name, operator, value. */
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
  /** Functions around it, the innermost first. */
  readonly within: readonly string[];
  /** Whether it is followed by a range (`[5m]`). */
  readonly ranged: boolean;
}

export interface Promql {
  readonly selectors: readonly Selector[];
  /** Lists of `by (…)` and `on (…)`, and what stands in them. */
  readonly groupings: readonly { readonly word: string; readonly labels: readonly string[] }[];
}

const GROUPING = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
const KEYWORDS = new Set([...GROUPING, 'and', 'or', 'unless', 'offset', 'bool', 'inf', 'nan']);
const AGGREGATORS = new Set('sum min max avg count topk bottomk quantile stddev stdvar group count_values'.split(' '));

const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\[[^\]]*\]|[a-zA-Z_:][\w:]*|=~|!~|!=|==|>=|<=|[=<>+\-*/%^(){},]|\d+(?:\.\d+)?[a-z]*/gy;

/** What a PromQL expression reads, as far as a test of names and labels needs it. Throws where it cannot read on. */
export const readPromql = (expression: string): Promql => {
  const tokens = tokensOf(expression);
  const selectors: Selector[] = [];
  const groupings: { word: string; labels: string[] }[] = [];
  /** The function that each open bracket belongs to; '' for plain brackets. */
  const open: string[] = [];
  let called = '';
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '(') {
      open.push(called);
      called = '';
    } else if (token === ')') {
      if (open.pop() === undefined) throw new Error(`one bracket too many: ${expression}`);
    } else if (!/^[a-zA-Z_:]/.test(token)) {
      // An operator, a number, a range.
    } else if (GROUPING.has(token)) {
      const end = tokens.indexOf(')', i);
      if (tokens[i + 1] !== '(' || end < 0) throw new Error(`${token} without its labels: ${expression}`);
      groupings.push({ word: token, labels: tokens.slice(i + 2, end).filter((each) => each !== ',') });
      i = end;
    } else if (KEYWORDS.has(token)) {
      // Between two expressions.
    } else if (AGGREGATORS.has(token) || tokens[i + 1] === '(') {
      called = token;
    } else {
      const matchers: Selector['matchers'][number][] = [];
      let at = i + 1;
      if (tokens[at] === '{') {
        for (at++; tokens[at] !== '}'; at += tokens[at + 3] === ',' ? 4 : 3) {
          const [label, operator, value] = tokens.slice(at, at + 3) as [string, string, string];
          if (value === undefined) throw new Error(`an open brace: ${expression}`);
          matchers.push({ label, operator, value: value.slice(1, -1) });
        }
        at++;
      }
      const within = open.filter((name) => name !== '').reverse();
      selectors.push({ metric: token, matchers, within, ranged: tokens[at]?.startsWith('[') ?? false });
      i = at - 1;
    }
  }
  if (open.length > 0) throw new Error(`an open bracket: ${expression}`);
  return { selectors, groupings };
};

const tokensOf = (expression: string): string[] => {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < expression.length) {
    const at = TOKEN.lastIndex;
    const [token] = TOKEN.exec(expression) ?? [];
    if (token === undefined) throw new Error(`cannot read PromQL at ${at}: ${expression.slice(at, at + 20)}`);
    if (token.trim() !== '') tokens.push(token);
  }
  return tokens;
};
