import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type EngineConfig, engineConfig } from '../../src/engine/index.ts';

/** The engine's defaults, or what a file says (YAML or JSON, the keys under `detection.engine`). Throws where it says something else. */
export const engineSettings = (file: string | undefined): EngineConfig =>
  engineConfig.parse(file === undefined ? {} : parse(readFileSync(file, 'utf8')));
