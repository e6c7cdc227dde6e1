import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partnersOf } from '../../../src/engine/increments/partners.ts';
import { columnsBuilder, engineConfig } from '../../../src/engine/index.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { POPULATION_TYPES, START } from '../../support/engine-population.ts';

const config = engineConfig.parse({ hubDegree: 4 });

/** Who shows what: account × signal of two types, popular ones and rare ones. */
const shown = fc.array(fc.tuple(fc.nat(11), fc.nat(7), fc.boolean()), { minLength: 1, maxLength: 60 });

describe('partners by what an account gained by', () => {
  it('are all accounts that share enough bits of it, however popular the signals are, and nobody else', () => {
    fc.assert(
      fc.property(shown, fc.integer({ min: 0, max: 9 }), fc.array(fc.nat(3)), (rows, tenths, gained) => {
        const builder = columnsBuilder();
        for (const [account, signal, isDevice] of rows) {
          const type = isDevice ? 'device' : 'payment_instrument';
          builder.add(`a${account}`, `${type}:${Math.floor(signal ** 1.5 / 4)}`, type, 1, START, START, []);
        }
        const index = buildIndex(builder.build(POPULATION_TYPES));
        const weights = weighSignals(index, classHubs(index, config), config);
        const which = Uint8Array.from(index.accountIds, (_, a) => (gained[a] === 0 ? 0 : 1));
        const signalsOf = (a: number): number[] => [
          ...index.rowSignal.subarray(index.accountStart[a]!, index.accountStart[a + 1]!),
        ];
        const by = new Map(index.accountIds.map((_, a) => [a, signalsOf(a).filter((s) => (s + a) % 3 !== 0)]));
        const all = weights.bits.reduce((sum, bits) => sum + bits, 0);
        const bits = (tenths / 10) * all + 1e-6;
        const worth = (s: number): number => (2 * weights.bits[s]! >= 0.125 * bits ? 2 * weights.bits[s]! : 0);
        const found = partnersOf(which, by, index, weights, bits, config.maxPartners);
        for (const [a, signals] of by) {
          const expected = [...by.keys()].filter((b) => {
            const shared = signals.filter((s) => signalsOf(b).includes(s));
            return b !== a && shared.reduce((sum, s) => sum + worth(s), 0) > bits + 1e-9;
          });
          expect([...(found.get(a) ?? [])].sort((x, y) => x - y)).toEqual(which[a] === 1 ? expected : []);
        }
      }),
    );
  });
});
