import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partnersOf } from '../../../src/engine/increments/partners.ts';
import { showsIn } from '../../../src/engine/increments/shows.ts';
import { columnsBuilder, engineConfig } from '../../../src/engine/index.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { POPULATION_TYPES, START } from '../../support/engine-population.ts';

const config = engineConfig.parse({ hubDegree: 4 });

/** Who shows what: account × signal of two types, popular ones and rare ones. */
const shown = fc.array(fc.tuple(fc.nat(11), fc.nat(7), fc.boolean()), { minLength: 1, maxLength: 60 });
/** Sixteenths, so that sums do not hang on their order. */
const amount = fc.integer({ min: 1, max: 64 }).map((sixteenths) => sixteenths / 16);
/** What is gained by a signal until it was asked last, where it was, and since. */
const gain = fc.tuple(fc.option(amount, { nil: 0 }), amount);
/** What a pair must have gained; with 0 whatever it gained is enough. */
const asked = fc.oneof({ weight: 4, arbitrary: amount }, fc.constant(0));
/** Dense groups; 0 is none. */
const groups = fc.array(fc.nat(2), { minLength: 1, maxLength: 5 });

describe('partners by what an account gained by', () => {
  it('are all accounts by whose shared signals the gains pass another multiple of the bits, of four times as many in a group, however popular the signals are, and nobody else', () => {
    fc.assert(
      fc.property(
        shown,
        asked,
        fc.array(gain, { minLength: 3, maxLength: 9 }),
        groups,
        (rows, bits, amounts, ofGroup) => {
          const builder = columnsBuilder();
          for (const [account, signal, isDevice] of rows) {
            const type = isDevice ? 'device' : 'payment_instrument';
            builder.add(`a${account}`, `${type}:${Math.floor(signal ** 1.5 / 4)}`, type, 1, START, START, []);
          }
          const index = buildIndex(builder.build(POPULATION_TYPES));
          const weights = weighSignals(index, classHubs(index, config), config);
          const signalsOf = (a: number): number[] => [
            ...index.rowSignal.subarray(index.accountStart[a]!, index.accountStart[a + 1]!),
          ];
          const gains = new Map(
            index.accountIds.flatMap((_, a) => {
              const signals = signalsOf(a).filter((s) => (s + a) % 3 !== 0);
              const its = signals.map((s) => amounts[(s + a) % amounts.length]!);
              const asked = its.map(([before]) => before);
              return a % 4 === 0 ? [] : [[a, { signals, bits: its.map(([before, since]) => before + since), asked }]];
            }),
          );
          const isTelling = (s: number): boolean => 2 * weights.bits[s]! >= 0.125 * bits;
          const groupOf = Uint32Array.from(index.accountIds, (_, a) => ofGroup[a % ofGroup.length]!);
          const found = partnersOf({ gains, groupOf }, index, weights, bits, config.maxPartners);
          for (let a = 0; a < index.accountIds.length; a++) {
            const its = gains.get(a);
            const multiple = (b: number, of: readonly number[]): number => {
              const shared = of.filter(
                (_, i) => isTelling(its!.signals[i]!) && signalsOf(b).includes(its!.signals[i]!),
              );
              const least = groupOf[a]! > 0 && groupOf[a] === groupOf[b] ? 4 * bits : bits;
              const sum = shared.reduce((all, each) => all + each, 0);
              return least === 0 ? sum : Math.floor(sum / least);
            };
            const expected = index.accountIds
              .map((_, b) => b)
              .filter((b) => its !== undefined && b !== a && multiple(b, its.bits) > multiple(b, its.asked));
            expect([...(found.get(a) ?? [])].sort((x, y) => x - y)).toEqual(expected);
          }
        },
      ),
    );
  });
});

describe('who shows a signal', () => {
  it('is the same by looking it up as by the set that is made when it is asked often', () => {
    fc.assert(
      fc.property(shown, fc.array(fc.tuple(fc.nat(11), fc.nat(7)), { minLength: 1, maxLength: 80 }), (rows, asks) => {
        const builder = columnsBuilder();
        for (const [account, signal] of rows)
          builder.add(`a${account}`, `device:${signal}`, 'device', 1, START, START, []);
        const index = buildIndex(builder.build(POPULATION_TYPES));
        const shows = showsIn(index);
        const has = new Set(rows.map(([account, signal]) => `a${account} device:${signal}`));
        for (const [i, j] of asks) {
          const [account, signal] = [i % index.accountIds.length, j % index.signalKeys.length];
          expect(shows(account, signal)).toBe(has.has(`${index.accountIds[account]} ${index.signalKeys[signal]}`));
        }
      }),
    );
  });
});
