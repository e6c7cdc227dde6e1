import { builtinSignalTypes } from './builtin.ts';
import { genericNormaliser } from './normalise/generic.ts';
import { type AttributeType, SignalError, type SignalRegistry, type SignalType } from './types.ts';

/** A signal type as the configuration file gives it (`signals.types`). */
export interface CustomSignalType {
  readonly name: string;
  readonly label: string;
  readonly relationship: string;
  readonly kind: 'identifier' | 'behaviour';
  /** The own name when absent. */
  readonly family?: string | undefined;
  readonly privacy: 'keyed' | 'clear';
  readonly strength: number;
  readonly description: string;
}

/** Labels that the graph uses, or will use, for things that are no signals. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(
  (
    'Account Signal Ring Run Campaign Cell Case Decision Appeal Batch BatchChunk BanBatch IpPrefix Asn Lease Published ' +
    'ApiKey Role Audit Migration Neo4jMigration Model Capability Client Observation Event Evidence Hub Template Window ' +
    'NetworkTable ServiceKey BanItem BanExclusion BanApproval'
  ).split(' '),
);

/** Relationship types that the graph uses, or will use, between things that are no account and signal. */
const RESERVED_RELATIONSHIPS: ReadonlySet<string> = new Set(
  (
    'MEMBER_OF IN_PREFIX IN_ASN EVIDENCED_BY SUCCEEDED_BY PART_OF SHOWS DECIDED DECIDED_ON FOUND_BY PUBLISHED ' +
    'PUBLISHED_BY MIGRATED_TO CHUNK_OF OF_RUN CONTAINS BANNED_IN APPEALED SIMILAR_TO LINKED_TO SHARES LISTS ABOUT LEAVES_OUT APPROVED_BY'
  ).split(' '),
);

/** A type's number fits one byte in the engine's columns. */
const MAX_TYPES = 256;

/**
 * The signal types of this installation: the built-in ones first, then `customTypes` in their order (the order is part of
 * a run's determinism). Throws SignalError where a name, label or relationship is taken.
 */
export const signalRegistry = (
  customTypes: readonly CustomSignalType[] = [],
  options: { defaultCountry?: string | undefined; attributes?: readonly AttributeType[] } = {},
): SignalRegistry => {
  const all: SignalType[] = [];
  const byName = new Map<string, SignalType>();
  const labels = new Set(RESERVED_LABELS);
  const relationships = new Set(RESERVED_RELATIONSHIPS);
  const add = (type: SignalType): void => {
    if (byName.has(type.name)) throw taken(type, 'name', type.name);
    if (labels.has(type.label)) throw taken(type, 'label', type.label);
    if (relationships.has(type.relationship)) throw taken(type, 'relationship', type.relationship);
    byName.set(type.name, type);
    labels.add(type.label);
    relationships.add(type.relationship);
    all.push(type);
  };
  for (const type of builtinSignalTypes(options)) add(type);
  for (const custom of customTypes) add(signalTypeOf(custom));
  if (all.length > MAX_TYPES) throw new SignalError(`There are more than ${MAX_TYPES} signal types.`);
  return { all, attributes: options.attributes ?? [], get: (name) => byName.get(name) };
};

const signalTypeOf = (custom: CustomSignalType): SignalType => {
  // The name begins every key of the type and stands in JSON pointers; label and relationship go into Cypher.
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(custom.name)) throw malformed('name', 'lower_snake_case');
  if (!/^[A-Z][A-Za-z0-9]{0,39}$/.test(custom.label)) throw malformed('label', 'PascalCase');
  if (!/^[A-Z][A-Z0-9_]{0,39}$/.test(custom.relationship)) throw malformed('relationship', 'UPPER_SNAKE');
  if (!(custom.strength >= 0 && custom.strength <= 1)) throw malformed('strength', 'a number from 0 to 1');
  const { name, label, relationship, kind, privacy, strength, description } = custom;
  const family = custom.family ?? name;
  return {
    name,
    label,
    relationship,
    kind,
    family,
    privacy,
    strength,
    description,
    normalise: genericNormaliser(custom),
  };
};

const taken = (type: SignalType, what: string, word: string): SignalError =>
  new SignalError(`Signal type ${type.name}: the ${what} ${word} is taken or reserved; choose another.`);

const malformed = (what: string, form: string): SignalError =>
  new SignalError(`A signal type of the configuration has a ${what} that is not ${form}.`);
