import type { GroupSignal } from './group-evidence.ts';

/** The addresses that a group's one place would have, if it has one. */
export interface Place {
  /** Addresses that are its own, and those of which any may be, each as likely: they reach equally many. */
  readonly sure: readonly number[];
  readonly tied: readonly number[];
  /** How many of the tied ones are. */
  readonly drawn: number;
  /** Share of all showings of addresses that are showings of these. */
  readonly share: number;
}

/** Likeness of volume, in bits, that is no sign of a ring yet: colleagues and classmates are somewhat alike too. */
export const NEUTRAL_VOLUME = 1;

/** Addresses that one place may have. */
const PLACE_SIGNALS = 3;

const showings = (signals: readonly GroupSignal[]): number => signals.reduce((sum, { members }) => sum + members, 0);

/** A place is made of the addresses that reach most, and has few others. No order of equally wide ones decides. */
export const placeAmong = (addresses: readonly GroupSignal[]): Place => {
  const byReach = [...addresses].sort((x, y) => y.members - x.members);
  const place = byReach.slice(0, PLACE_SIGNALS);
  const least = place.at(-1)?.members ?? 0;
  const sure = place.filter(({ members }) => members > least).map(({ signal }) => signal);
  const tied = byReach.filter(({ members }) => members === least).map(({ signal }) => signal);
  return { sure, tied, drawn: place.length - sure.length, share: showings(place) / Math.max(1, showings(byReach)) };
};

/** Chance that an account that shows so many of the tied addresses is at the place: one at least of those drawn, without putting back. */
export const chanceAtPlace = ({ tied, drawn }: Place, shown: number): number => {
  if (shown === 0) return 0;
  let none = 1;
  for (let i = 0; i < drawn; i++) none *= Math.max(0, tied.length - shown - i) / (tied.length - i);
  return 1 - none;
};

/** What of a group the explanations are made from: shares of its members, 0–1. */
export interface Reached {
  /** Whom the one widest identifier reaches; whom any does; whom an identifier or lockstep does. */
  readonly owned: number;
  readonly identified: number;
  readonly tied: number;
  /** Who was at the place. */
  readonly placed: number;
}

/** 0 at half of the members, 1 at all. */
const nearlyAll = (share: number): number => Math.max(0, 2 * share - 1);

/** What the members of a group do, and how much of it chance leaves unexplained: figures of `GroupFeatures` of the same names. */
export interface Conduct {
  readonly focus: number;
  readonly synchrony: number;
  readonly burst: number;
  readonly volume: number;
  readonly used: number;
  readonly again: number;
  readonly agreement: number;
  readonly quickness: number;
}

/** Bits of likeness of volume from which on an explanation by an occasion begins to fail; one by an owner does where it is a sign at all. */
const OCCASION_ALIKE = 2;
/** So many bits further either has failed. */
const FAILS_WITHIN = 2;
/** Bits of burst and volume together at which a group is no public source's audience, whatever it does together. */
const NO_AUDIENCE = 0.5;

const within01 = (value: number): number => Math.min(1, Math.max(0, value));

/** 0 up to `from`, 1 from `to` on. */
const risen = (value: number, from: number, to: number): number => within01((value - from) / (to - from));

/** 0 where members use as different amounts as people do, 1 where they use near-equal ones, which no owner or occasion explains. */
const evenness = ({ volume, used }: Conduct, from: number): number => used * within01((volume - from) / FAILS_WITHIN);

/** Bits, in link thresholds, of what a member does again: who does as little is done with a thing, who does as much works with it. */
const DONE_WITH = 0.25;
const WORKS_WITH = 0.75;
/** What no class asks of its pupils, however often it meets. */
const LIVES_BY = 1.25;
/** From one to the other of these shares of a group that does a thing too, all do the same in place of sharing it out. */
const SHARED_OUT = 0.4;
const SAME = 0.6;

/**
 * 1 where members work with things again and again, each as much as the other, and yet few with the same: division of labour. Whoever distils asks
 * one thing of one account; people of one employer, and the users of one tool, all do what there is to do.
 */
const sharedOut = (conduct: Conduct): number =>
  evenness(conduct, OCCASION_ALIKE) *
  risen(conduct.again, WORKS_WITH, LIVES_BY) *
  (1 - risen(conduct.agreement, SHARED_OUT, SAME));

/** `oneOwner` of the features. */
export const oneOwnerOf = ({ owned, placed, identified }: Reached, place: Place, conduct: Conduct): number => {
  const byIdentifier = nearlyAll(owned) * (1 - conduct.focus) * (1 - evenness(conduct, NEUTRAL_VOLUME));
  // People of one place may do the same, and evenly, or share the devices that stand there; who does the same on shared ones is no class, nor are
  // those among whom the work is shared out.
  const byPlace = place.share * nearlyAll(placed) * (1 - conduct.focus * identified) * (1 - sharedOut(conduct));
  return Math.max(byIdentifier, byPlace);
};

/** `occasion` of the features, from the share of what the group has in common that fell on one. */
export const occasionOf = (share: number, conduct: Conduct): number => share * (1 - evenness(conduct, OCCASION_ALIKE));

/** A quarter of an hour within eight, and less than four minutes: people who do as they are told need the one, scripts no more than the other. */
const PEOPLE = 5;
const SCRIPTS = 7;
/** From one to the other of these shares of a group that does a thing as well a list becomes one that all follow, and of what they do, all that they do. */
const LIST_FROM = 0.5;
const LIST = 0.75;
const ALL_FROM = 0.6;
const ALL = 0.8;

/** 1 where each member does a thing once and takes the time of a person, 0 where they work with it or begin within minutes of each other. */
const doneOnce = ({ again, quickness }: Conduct): number =>
  (1 - risen(again, DONE_WITH, WORKS_WITH)) * (1 - risen(quickness, PEOPLE, SCRIPTS));

/** `programme` of the features. Where a list is all that they do, that they use equally much follows from it; elsewhere it speaks against one. */
export const programmeOf = ({ tied }: Reached, conduct: Conduct): number => {
  const even = evenness(conduct, NEUTRAL_VOLUME) * (1 - risen(conduct.focus, ALL_FROM, ALL));
  return (1 - tied) * doneOnce(conduct) * risen(conduct.agreement, LIST_FROM, LIST) * (1 - even);
};

/** `commonSource` of the features. A cliff at one bit of synchrony would let the luck of one evening decide. */
export const commonSourceOf = ({ tied }: Reached, conduct: Conduct): number => {
  const { synchrony, burst, volume, used } = conduct;
  const apart = within01(1.5 - synchrony) * (1 - sharedOut(conduct));
  // What is new by the day brings its audience together, and an event makes its accounts: neither makes them work with it, nor evens out their use.
  const made = burst * (1 - doneOnce(conduct));
  const audience = used * within01(1 - (made + Math.max(0, volume - NEUTRAL_VOLUME)) / NO_AUDIENCE);
  return (1 - tied) * Math.max(apart, audience);
};
