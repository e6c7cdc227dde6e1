import { describe, expect, it } from 'vitest';
import { mergedConfig, startRunBody } from '../../../src/detection/schema.ts';
import { engineConfig } from '../../../src/engine/index.ts';

describe('the engine configuration of a run', () => {
  const configured = engineConfig.parse({ minScore: 0.7, seed: 9 });

  it('is what is configured, with the overrides over it and no default in between', () => {
    const body = startRunBody.parse({ engine: { minRingSize: 6 } });
    expect(mergedConfig(configured, body?.engine)).toEqual({ ...configured, minRingSize: 6 });
    expect(mergedConfig(configured)).toEqual(configured);
  });

  it('knows every key of the engine, and no other', () => {
    for (const [key, value] of Object.entries(configured)) {
      expect(startRunBody.safeParse({ engine: { [key]: value } }).success, key).toBe(true);
    }
    expect(startRunBody.safeParse({ engine: { other: 1 } }).success).toBe(false);
    expect(startRunBody.safeParse({ other: 1 }).success).toBe(false);
    expect(startRunBody.safeParse({ engine: { minRingSize: 1 } }).success).toBe(false);
    expect(startRunBody.safeParse(undefined).success).toBe(true);
  });
});
