import { STAGES } from '../../engine/index.ts';

/** 0–1 over the engine's stages, each taken for equally long. */
export const overall = (stage: string, fraction: number): number => {
  const index = (STAGES as readonly string[]).indexOf(stage);
  return index < 0 ? 0 : (index + fraction) / STAGES.length;
};
