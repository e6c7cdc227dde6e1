import type { RingState } from '../fields.ts';

/** When a rule raises an alert. */
export type Condition =
  | { readonly kind: 'new_ring'; readonly minScore: number; readonly minSize: number }
  | { readonly kind: 'confirmed_ring_grew'; readonly percent: number }
  | { readonly kind: 'dismissed_ring_back' }
  | { readonly kind: 'slow_detection'; readonly hours: number };

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly when: Condition;
  /** Growth in percent since its last alert from which on a ring is told again; null for never. */
  readonly againPercent: number | null;
}

/** A ring of the run that is looked at. */
export interface RingSeen {
  readonly id: string;
  readonly score: number;
  readonly size: number;
  /** First sighting of its evidence, epoch ms. */
  readonly firstSeen: number;
  readonly state: RingState;
  /** What it was in the run before, under this id or the one that it went on from; null where it was not there. */
  readonly before: { readonly score: number; readonly size: number } | null;
  /** Its accounts when it was confirmed or dismissed; null where it was neither. */
  readonly decidedSize: number | null;
  /** A ring that was dismissed and of which it has half, or which has half of it; null where there is none. */
  readonly dismissedTwin: string | null;
}

/** The last alert of a rule on a ring. */
export interface Raised {
  readonly rule: string;
  readonly ring: string;
  readonly size: number;
}

export interface NewAlert {
  readonly rule: Rule;
  readonly ring: RingSeen;
  /** In words, with no value of any signal and no account in it. */
  readonly text: string;
}

const HOUR_MS = 3_600_000;

/**
 * Which alerts a published run raises: at most one a rule and ring, and none that was raised before unless the ring has grown by the rule's
 * step since. The order of rules and rings means nothing for what is raised. O(rules × rings).
 */
export const alertsOf = (
  rules: readonly Rule[],
  run: { readonly publishedAt: number },
  rings: readonly RingSeen[],
  raised: readonly Raised[],
): NewAlert[] => {
  const last = new Map(raised.map(({ rule, ring, size }) => [`${rule} ${ring}`, size]));
  return rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule) =>
      rings.flatMap((ring) => {
        const text = textOf(rule, run, ring, last.get(`${rule.id} ${ring.id}`) ?? null);
        return text === null ? [] : [{ rule, ring, text }];
      }),
    );
};

/** What there is to say; null for nothing. `last`: size at the last alert. */
const textOf = (
  { when, againPercent }: Rule,
  { publishedAt }: { publishedAt: number },
  ring: RingSeen,
  last: number | null,
): string | null => {
  const again = last !== null && againPercent !== null && hasGrown(last, ring.size, againPercent);
  switch (when.kind) {
    case 'new_ring': {
      const { minScore, minSize } = when;
      const above = (it: { score: number; size: number }): boolean => it.score >= minScore && it.size >= minSize;
      if (ring.state !== 'new' || !above(ring)) return null;
      if (last !== null) return again ? grown(ring, last, 'its last alert') : null;
      return ring.before === null || !above(ring.before)
        ? `A ring of ${ring.size} accounts was found, score ${ring.score.toFixed(2)}.`
        : null;
    }
    case 'confirmed_ring_grew': {
      const from = last ?? ring.decidedSize;
      if (ring.state !== 'confirmed' || from === null || !hasGrown(from, ring.size, when.percent)) return null;
      return grown(ring, from, last === null ? 'it was confirmed' : 'its last alert');
    }
    case 'dismissed_ring_back': {
      if (last !== null) return again && isDismissed(ring) ? grown(ring, last, 'its last alert') : null;
      if (ring.before === null && isDismissed(ring))
        return ring.state === 'dismissed' || ring.dismissedTwin === null
          ? `A ring of ${ring.size} accounts that was dismissed is back.`
          : `A ring of ${ring.size} accounts has come where ${ring.dismissedTwin} was dismissed.`;
      const from = ring.state === 'dismissed' && againPercent !== null ? ring.decidedSize : null;
      return from !== null && hasGrown(from, ring.size, againPercent!) ? grown(ring, from, 'it was dismissed') : null;
    }
    case 'slow_detection': {
      const hours = (publishedAt - ring.firstSeen) / HOUR_MS;
      if (last !== null || ring.before !== null || hours <= when.hours) return null;
      return `A ring of ${ring.size} accounts was found ${Math.round(hours)} hours after its first sighting; the limit is ${when.hours}.`;
    }
  }
};

const isDismissed = ({ state, dismissedTwin }: RingSeen): boolean =>
  state === 'dismissed' || (state === 'new' && dismissedTwin !== null);

const hasGrown = (from: number, to: number, percent: number): boolean =>
  to > from && to * 100 >= from * (100 + percent);

const grown = ({ size }: RingSeen, from: number, since: string): string =>
  `It grew from ${from} to ${size} accounts since ${since}.`;
