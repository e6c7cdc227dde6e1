import { type Logger, pino } from 'pino';
import type { Config } from '../config.ts';
import { NETWORK_TRAITS, type NetworkClass } from '../network-classes.ts';
import { sourceSpecs } from './source.ts';
import { networkSources, type SourceStatus } from './sources.ts';

/** The signal type whose values are addresses. */
const ADDRESS_TYPE = 'ip';

/** Classes of addresses for a detection that has no graph, as the engine's columns take them. */
export interface AddressTraits {
  readonly traits: typeof NETWORK_TRAITS;
  of(signal: string, type: string): NetworkClass | null;
}

/** Reads the files of the configuration once. Null when none are configured; what could not be read is in `status`. */
export const readAddressTraits = async (
  config: Config['networks'],
  log: Logger = pino({ level: 'silent' }),
): Promise<{ known: AddressTraits; status: readonly SourceStatus[] } | null> => {
  const specs = sourceSpecs(config);
  if (specs.length === 0) return null;
  const sources = networkSources(specs, log);
  const table = await sources.read();
  const of = (signal: string, type: string) =>
    type === ADDRESS_TYPE ? table.find(signal.slice(ADDRESS_TYPE.length + 1)).class : null;
  return { known: { traits: NETWORK_TRAITS, of }, status: sources.status };
};
