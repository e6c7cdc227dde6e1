import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';

/**
 * Bits that an account's activity takes off signals of each type, put at bits[at + type]: half of log2 of how many more signals
 * of the type it shows than a mean account. Somebody seen at 200 addresses shares one with somebody by chance
 * (the configuration model's null, of which log2(N / k) is the case of equal degrees). O(rows of the account).
 */
export const activityBits = (
  index: ObservationIndex,
  { maxActivityBits }: EngineConfig,
): ((account: number, bits: Float64Array, at: number) => void) => {
  const shown = new Uint32Array(index.types.length);
  const mean = Float64Array.from(index.typeRows, (rows, type) => rows / Math.max(1, index.typeAccounts[type]!));
  return (account, bits, at) => {
    shown.fill(0);
    for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++)
      shown[index.signalType[index.rowSignal[row]!]!]!++;
    for (let type = 0; type < shown.length; type++) {
      const more = shown[type]! / mean[type]!;
      bits[at + type] = more > 1 ? Math.min(maxActivityBits, Math.log2(more)) / 2 : 0;
    }
  };
};
