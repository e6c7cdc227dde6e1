import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineConfig } from '../../../src/engine/index.ts';
import { buildIndex, degreeOf } from '../../../src/engine/input/observation-index.ts';
import { planLinks } from '../../../src/engine/links/link-plan.ts';
import { pairEvidence } from '../../../src/engine/links/pair-evidence.ts';
import { basisOf } from '../../../src/engine/match/basis.ts';
import { pairJudge, pairTies } from '../../../src/engine/match/pair-ties.ts';
import { ringStructure } from '../../../src/engine/match/ring-structure.ts';
import { tieRules } from '../../../src/engine/match/tie-rules.ts';
import { classHubs } from '../../../src/engine/weights/hubs.ts';
import { weighSignals } from '../../../src/engine/weights/weights.ts';
import { enginePopulation } from '../../support/engine-population.ts';
import { shownSignals } from '../../support/ring-structure.ts';

const config = engineConfig.parse({});

describe('a pair of accounts weighed by what a run keeps', () => {
  it('has the bits that the engine gives it, when all signals are evidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const { columns } = enginePopulation({ seed, ordinary: 500, lazy: 60, mid: 30, households: 10, careful: 30 });
        const index = buildIndex(columns);
        const hubs = classHubs(index, config);
        const weights = weighSignals(index, hubs, config);
        const rules = tieRules(basisOf(index, weights), config);
        const shown = shownSignals(columns);
        const structure = ringStructure(
          index.accountIds.map((id, a) => ({ ...shown.get(id)!, created: index.created[a]! })),
          index.signalKeys.map((key, s) => ({
            key,
            type: index.types[index.signalType[s]!]!.name,
            bits: weights.bits[s]!,
            accounts: degreeOf(index, s),
          })),
          rules,
        );
        const plan = planLinks(index, hubs, weights, config);
        const engine = pairEvidence(plan);
        const ties = pairTies(structure, rules);
        const judge = pairJudge(structure, rules);
        let linked = 0;
        for (let a = 0; a < index.accountIds.length; a += 3) {
          const node = plan.nodeOf[a]!;
          if (node > 0) engine.from(node - 1);
          ties.from(structure, a);
          for (let b = 0; b < a; b++) {
            const count = ties.to(b);
            const bits = judge(ties, 0, count, () => ties.createdClose(b));
            const other = plan.nodeOf[b]!;
            const said = node > 0 && other > 0 ? engine.linkBits(other - 1) : 0;
            // Shares of windows are kept in six digits.
            if (said > 0) expect(bits).toBeCloseTo(said, 3);
            else expect(bits).toBeLessThan(rules.threshold + 1e-3);
            if (said > 0) linked++;
          }
        }
        expect(linked).toBeGreaterThan(20);
      }),
      { numRuns: 8 },
    );
  });
});
