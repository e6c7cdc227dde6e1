import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export interface ComposeService {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly [key: string]: unknown;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** docker-compose.yml with its variables filled in as the Compose Specification says (`${NAME:-default}`). */
export const readCompose = async (file: URL, env: NodeJS.ProcessEnv = {}): Promise<ComposeFile> => {
  const text = (await readFile(file, 'utf8')).replace(
    /\$\{(\w+):-([^}]*)\}/g,
    (_, name: string, fallback: string) => env[name] || fallback,
  );
  if (/\$[{\w]/.test(text)) throw new Error('a variable of another form than ${NAME:-default}');
  return parse(text) as ComposeFile;
};
