import { type ObservationIndex, traitOf } from '../input/observation-index.ts';
import { byText } from '../support/text-order.ts';
import type { Weights } from '../weights/weights.ts';
import type { ScoredRing } from './rings.ts';
import type { Shown } from './shown.ts';

type SummarisedRing = Omit<ScoredRing, 'community'>;

/** Types named in a sentence, and the least share of members that a type must reach to be named. */
const NAMED_TYPES = 4;
const NAMED_SHARE = 0.1;
/** Traits named of one type, the most frequent ones. */
const NAMED_TRAITS = 2;

export const plural = (count: number, word: string): string => {
  if (count === 1) return `1 ${word}`;
  return `${count} ${word}${/(s|x|z|ch|sh)$/.test(word) ? 'es' : 's'}`;
};

/** A type's name for people: `payment_instrument` → `payment instrument`, `ip` → `IP`. */
export const spoken = (type: string): string => {
  const words = type.replaceAll('_', ' ');
  return words.length <= 3 ? words.toUpperCase() : words;
};

const span = (seconds: number): string => {
  if (seconds < 90 * 60) return plural(Math.max(1, Math.ceil(seconds / 60)), 'minute');
  if (seconds < 36 * 3600) return plural(Math.ceil(seconds / 3600), 'hour');
  return plural(Math.ceil(seconds / 86_400), 'day');
};

/** "60 accounts tied by 4 payment instruments (48 of 60), 6 IPs (55 of 60; 5 VPN) and 3 prompts (60 of 60); created within 3 days". */
export const summarise = (ring: SummarisedRing, shown: Shown, index: ObservationIndex, weights: Weights): string => {
  const types = index.types.map((type) => ({
    name: type.name,
    signals: 0,
    reached: new Uint8Array(ring.members.length),
    bits: 0,
    traits: new Map<string, number>(),
  }));
  ring.evidence.signals.forEach(({ signal, members }, place) => {
    const type = types[index.signalType[signal]!]!;
    type.signals++;
    type.bits += weights.bits[signal]! * (members - 1);
    const spokenTrait = traitOf(index, signal)?.spoken;
    if (spokenTrait !== undefined) type.traits.set(spokenTrait, (type.traits.get(spokenTrait) ?? 0) + 1);
    for (let i = shown.start[place]!; i < shown.start[place + 1]!; i++) type.reached[shown.member[i]!] = 1;
  });
  const size = ring.members.length;
  const named = types
    .map((type) => ({ ...type, reached: type.reached.reduce((sum, one) => sum + one, 0) }))
    .filter((type) => type.reached >= NAMED_SHARE * size && type.reached > 0)
    .sort((x, y) => y.bits - x.bits || byText(x.name, y.name))
    .slice(0, NAMED_TYPES)
    .map((type) => `${plural(type.signals, spoken(type.name))} (${type.reached} of ${size}${traits(type.traits)})`);
  const list = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const tied = list === '' ? '' : ` tied by ${list}`;
  return `${size} accounts${tied}${lockstep(ring)}${creation(ring, index)}`;
};

/** `, 42 of them acting in lockstep`: first used one after another, with near-equal volume, in the same windows. */
const lockstep = ({ features, members }: SummarisedRing): string => {
  const count = Math.round(features.lockstep * members.length);
  if (count === 0) return '';
  return `, ${count === members.length ? 'all' : count} of them in lockstep (first used one after another, equally much, in the same hours)`;
};

/** `; 31 VPN, 4 hosting` of the signals of one type. */
const traits = (counts: ReadonlyMap<string, number>): string => {
  const named = [...counts].sort((x, y) => y[1] - x[1] || byText(x[0], y[0])).slice(0, NAMED_TRAITS);
  return named.length === 0 ? '' : `; ${named.map(([spokenTrait, count]) => `${count} ${spokenTrait}`).join(', ')}`;
};

/** How close together the members were created; the closest four fifths where stragglers would hide it. */
const creation = (ring: SummarisedRing, index: ObservationIndex): string => {
  const times = Array.from(
    ring.members.filter((a) => a < index.dated),
    (a) => index.created[a]!,
  );
  if (times.length < 2) return '';
  const all = times.at(-1)! - times[0]!;
  const known = ring.members.filter((a) => index.createdKnown[a] === 1).length;
  const began = 2 * known > ring.members.length ? 'created' : 'first seen';
  const most = Math.ceil(times.length * 0.8);
  let closest = all;
  for (let i = 0; i + most <= times.length; i++) closest = Math.min(closest, times[i + most - 1]! - times[i]!);
  if (closest > all / 2) return `; ${began} within ${span(all)}`;
  return `; ${most} of them ${began} within ${span(closest)}`;
};
