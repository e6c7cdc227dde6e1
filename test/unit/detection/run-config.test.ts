import { describe, expect, it } from 'vitest';
import { startRunBody } from '../../../src/detection/schema.ts';
import { engineConfig } from '../../../src/engine/index.ts';
import { mergedConfig, mergedOverrides } from '../../../src/engine-overrides.ts';

describe('the engine configuration of a run', () => {
  const configured = engineConfig.parse({ minScore: 0.7, seed: 9 });

  it('is what is configured, with the overrides over it and no default in between', () => {
    const body = startRunBody.parse({ engine: { minRingSize: 6 } });
    expect(mergedConfig(configured, body?.engine)).toEqual({ ...configured, minRingSize: 6 });
    expect(mergedConfig(configured)).toEqual(configured);
  });

  it('keeps what is configured of a group of which one part is overridden', () => {
    const tuned = engineConfig.parse({ score: { burst: 2, volume: 3 } });
    const body = startRunBody.parse({ engine: { score: { burst: 0.5 } } });
    expect(mergedConfig(tuned, body?.engine).score).toEqual({ ...tuned.score, burst: 0.5 });
    expect(mergedOverrides({ seed: 2, score: { volume: 1 } }, { score: { burst: 3 } })).toEqual({
      seed: 2,
      score: { volume: 1, burst: 3 },
    });
  });

  it('knows every key of the engine, and no other', () => {
    for (const [key, value] of Object.entries(configured)) {
      expect(startRunBody.safeParse({ engine: { [key]: value } }).success, key).toBe(true);
    }
    expect(startRunBody.safeParse({ engine: { other: 1 } }).success).toBe(false);
    expect(startRunBody.safeParse({ other: 1 }).success).toBe(false);
    expect(startRunBody.safeParse({ engine: { minRingSize: 1 } }).success).toBe(false);
    expect(startRunBody.safeParse({ engine: { score: { other: 1 } } }).success).toBe(false);
    expect(startRunBody.safeParse({ engine: { hubFactor: { benign: 2 } } }).success).toBe(false);
    expect(startRunBody.safeParse(undefined).success).toBe(true);
  });
});
