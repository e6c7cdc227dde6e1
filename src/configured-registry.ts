import type { Config } from './config.ts';
import { type SignalRegistry, signalRegistry } from './signals/index.ts';

/** The signal types and account attributes of this installation. */
export const configuredRegistry = ({ signals, accounts }: Pick<Config, 'signals' | 'accounts'>): SignalRegistry =>
  signalRegistry(signals.types, { defaultCountry: signals.defaultCountry, attributes: accounts.attributes });
