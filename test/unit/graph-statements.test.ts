import { describe, expect, test } from 'vitest';
import { splitStatements } from '../../src/graph/statements.ts';

describe('splitting Cypher into statements', () => {
  test('ends a statement at a semicolon and needs none at the end', () => {
    expect(splitStatements('CREATE (a);\nCREATE (b)')).toEqual(['CREATE (a)', 'CREATE (b)']);
  });

  test('leaves out empty pieces and pieces of comments alone', () => {
    expect(splitStatements('// head; still the head\n;;\n/* more; */\nRETURN 1;\n// tail;')).toEqual([
      '/* more; */\nRETURN 1',
    ]);
  });

  test('does not split inside strings, back-quoted names or comments', () => {
    const statements = [
      `RETURN 'a;b' AS x`,
      `RETURN "c;'d" AS x`,
      'MATCH (n:`odd;``label`) RETURN n',
      'RETURN 1 // one; two\n+ 2',
      'RETURN /* ; */ 3',
      `RETURN 'it\\'s; here'`,
      `RETURN 'http://example.com/;' AS url`,
    ];
    expect(splitStatements(statements.join(';\n'))).toEqual(statements);
  });

  test('keeps what follows an open quote together instead of losing it', () => {
    expect(splitStatements("RETURN 1; RETURN 'open; RETURN 2")).toEqual(['RETURN 1', "RETURN 'open; RETURN 2"]);
  });

  test('an open comment ends with the text', () => {
    expect(splitStatements('RETURN 1; /* open; RETURN 2')).toEqual(['RETURN 1']);
  });
});
