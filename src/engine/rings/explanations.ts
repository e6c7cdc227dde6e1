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

/** `oneOwner` of the features. */
export const oneOwnerOf = ({ owned, placed, identified }: Reached, place: Place, focus: number): number => {
  const atOnePlace = place.share * nearlyAll(placed);
  return Math.max(Math.max(nearlyAll(owned), atOnePlace) * (1 - focus), atOnePlace * (1 - identified));
};

/** `commonSource` of the features. A cliff at one bit of synchrony would let the luck of one evening decide. */
export const commonSourceOf = ({ tied }: Reached, synchrony: number): number =>
  (1 - tied) * Math.min(1, Math.max(0, 1.5 - synchrony));
