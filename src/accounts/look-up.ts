import { RingfenceError } from '../errors.ts';
import {
  type Fingerprinter,
  fingerprinter,
  type PromptTemplates,
  type ServiceKeys,
  SignalError,
  type SignalRegistry,
  type SignalType,
  signalKey,
} from '../signals/index.ts';

/** From a raw value to the keys under which the graph would have it. The value stays in memory and in no error. */
export interface SignalLookUp {
  /** Under one type or, without it, under every type that can read the value; keyed types under every service key. */
  keys(value: string, type?: string): string[];
  /** Under the types kept in clear alone: for values that may stand in a URL. */
  clearKeys(value: string): string[];
}

/** Looks values up the way the door writes them. Keys made under a service key of before are found too. */
export const signalLookUp = (options: {
  registry: SignalRegistry;
  serviceKeys: ServiceKeys;
  templates: PromptTemplates;
}): SignalLookUp => {
  const { registry, serviceKeys, templates } = options;
  const fingerprints: Fingerprinter[] = Object.keys(serviceKeys.keys).map((current) =>
    fingerprinter({ current, keys: serviceKeys.keys }),
  );

  const keysOf = (type: SignalType, value: string): string[] => {
    const { value: normalised } = type.normalise(value);
    const keys = fingerprints.map((fingerprint) => signalKey(type, normalised, fingerprint));
    // A template that grew goes by the name of another prompt; what was kept before it grew goes by this one's.
    const mined = type.privacy === 'template' ? templates.find(value) : null;
    return [...new Set(mined === null ? keys : [`${type.name}:${mined.id}`, ...keys])];
  };

  const tried = (type: SignalType, value: string): string[] => {
    try {
      return keysOf(type, value);
    } catch (error) {
      if (error instanceof SignalError) return [];
      throw error;
    }
  };

  return {
    keys(value, name) {
      if (name === undefined) return registry.all.flatMap((type) => tried(type, value));
      const type = registry.get(name);
      if (type === undefined) throw refused('/type', 'is not a signal type of this installation');
      try {
        return keysOf(type, value);
      } catch (error) {
        if (error instanceof SignalError) throw refused('/value', error.reason);
        throw error;
      }
    },
    clearKeys: (value) => registry.all.flatMap((type) => (type.privacy === 'clear' ? tried(type, value) : [])),
  };
};

const refused = (pointer: string, reason: string): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend: 'GET /v1/signal-types lists the types; leave `type` out to try all of them.',
    extra: { problems: [{ in: 'body', pointer, reason }] },
  });
