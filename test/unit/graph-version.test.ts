import { describe, expect, test } from 'vitest';
import { assertSupported } from '../../src/graph/version.ts';

describe('the oldest Neo4j that will do', () => {
  test.each(['5.13.0', '5.26.30', '5.27-aura', '6.0.0', '2025.01.0'])('accepts %s', (version) => {
    expect(() => assertSupported(version)).not.toThrow();
  });

  test.each(['5.12.0', '4.4.38', '3.5.35'])('refuses %s and names both versions', (version) => {
    expect(() => assertSupported(version)).toThrow(
      expect.objectContaining({
        type: 'graph-too-old',
        exitCode: 78,
        message: `This Neo4j is ${version}; 5.13 or newer is needed.`,
      }),
    );
  });

  test('refuses a server that does not say its version', () => {
    expect(() => assertSupported('')).toThrow(expect.objectContaining({ type: 'graph-too-old' }));
  });
});
