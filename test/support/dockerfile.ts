/** One instruction of a Dockerfile: comments and line ends are gone. */
export interface Instruction {
  readonly name: string;
  /** What stands behind its name and its flags. */
  readonly text: string;
  /** `--from=x` → from: x. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The instructions of each stage, `FROM` first; what stands before the first FROM is a stage of its own. */
export const parseDockerfile = (content: string): Instruction[][] => {
  const lines = content
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Instruction[][] = [[]];
  for (const line of lines) {
    const [, word = '', rest = ''] = /^\s*(\w+)\s+(.*)$/.exec(line) ?? [];
    const flags: Record<string, string> = {};
    const text = rest.replace(/^(--[\w-]+=\S+\s+)+/, (found) => {
      for (const flag of found.trim().split(/\s+/)) {
        const [key = '', value = ''] = flag.slice(2).split('=');
        flags[key] = value;
      }
      return '';
    });
    const name = word.toUpperCase();
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, text, flags });
  }
  return stages;
};

/** `["a", "b"]` → a, b. Throws for the shell form. */
export const execForm = (text: string): string[] => JSON.parse(text) as string[];

/** `A=1 B="two words"` → A: 1, B: two words. */
export const keyValues = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, key, quoted, plain]) => [key!, quoted ?? plain ?? '']),
  );

/** Whether .dockerignore keeps a path of the top folder out; its lines are names, `*` and exceptions (`!name`) only. */
export const ignoredBy = (content: string): ((name: string) => boolean) => {
  const rules = content.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  for (const rule of rules) if (!/^(\*|!?[\w.-]+)$/.test(rule)) throw new Error(`not understood here: ${rule}`);
  return (name) => {
    let out = false;
    for (const rule of rules) {
      if (rule === '*' || rule === name) out = true;
      else if (rule === `!${name}`) out = false;
    }
    return out;
  };
};
