export { aggregate, hourOfWeek, signalsOf } from './aggregate.ts';
export type { AttributeValue } from './attributes.ts';
export { EVENT_KINDS, eventSchema } from './event.ts';
export {
  clearValue,
  type Fingerprinter,
  fingerprinter,
  newServiceKeys,
  type ServiceKeys,
  signalKey,
} from './fingerprint.ts';
export {
  type AccountRow,
  type GraphRows,
  MAX_WINDOWS,
  type ObservationRow,
  type ObservedEvent,
  type ObservedSignal,
  type SignalRow,
  WINDOW_MS,
  windowOf,
} from './observation.ts';
export { MAX_PROBLEMS, type Observer, observer } from './observe.ts';
export { ANY } from './prompt/codes.ts';
export { TEMPLATE_LIMIT, templateMiner } from './prompt/miner.ts';
export type { KeptTemplate, PromptTemplates, TemplateMiner } from './prompt/templates.ts';
export { type CustomSignalType, signalRegistry } from './registry.ts';
export { parseTime } from './time.ts';
export { type AttributeType, SignalError, type SignalRegistry, type SignalType } from './types.ts';
