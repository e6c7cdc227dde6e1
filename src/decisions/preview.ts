import type { AllowedKind, Preview } from './schema.ts';
import type { TouchedRing } from './store.ts';

/** What the rings room knows of a ring without a signal. */
export interface WithoutSignal {
  readonly size: number;
  readonly leave: number;
  readonly scoreBefore: number;
  readonly scoreAfter: number;
  readonly stillARing: boolean;
}

/** What a preview asks of other rooms. */
export interface PreviewSources {
  /** Rings of the published run that a signal is evidence of, those that it reaches most first. */
  ringsOfSignal(key: string, limit: number): Promise<readonly { readonly id: string }[]>;
  without(ring: string, signal: string): Promise<WithoutSignal>;
  ringsOfAccount(account: string): Promise<readonly TouchedRing[]>;
  /** Throws `not-found`. */
  ring(id: string): Promise<TouchedRing>;
  /** Fewer accounts than this are no ring. */
  readonly minRingSize: number;
}

type Effect = Preview['rings'][number];

/** Rings looked at; a signal that very many share is evidence of few. */
const MOST = 100;

/**
 * What an entry would do to the published rings. For a signal each ring is asked by its own evidence (the counterfactual of
 * docs/counterfactuals.md); an account leaves its rings, and a ring goes as a whole.
 */
export const previewOf = async (kind: AllowedKind, target: string, sources: PreviewSources): Promise<Preview> => {
  const effects: Effect[] = [];
  let notLookedAt = 0;
  if (kind === 'signal') {
    const rings = await sources.ringsOfSignal(target, MOST + 1);
    notLookedAt = Math.max(0, rings.length - MOST);
    for (const { id } of rings.slice(0, MOST)) effects.push(withoutSignal(id, await sources.without(id, target)));
  } else if (kind === 'account') {
    for (const { id, size, score } of await sources.ringsOfAccount(target)) {
      const dissolves = size - 1 < sources.minRingSize;
      effects.push({
        ...{ ring: id, size, leave: dissolves ? size : 1, dissolves },
        scoreBefore: score,
        scoreAfter: null,
      });
    }
  } else {
    const { id, size, score } = await sources.ring(target);
    effects.push({ ring: id, size, leave: size, dissolves: true, scoreBefore: score, scoreAfter: null });
  }
  effects.sort((a, b) => b.leave - a.leave || (a.ring < b.ring ? -1 : 1));
  const dissolved = effects.filter((effect) => effect.dissolves).length;
  const accounts = effects.reduce((sum, { leave }) => sum + leave, 0);
  return { rings: effects, dissolved, accounts, notLookedAt, summary: sentence(effects.length, dissolved, accounts) };
};

const withoutSignal = (ring: string, { stillARing, size, leave, scoreBefore, scoreAfter }: WithoutSignal): Effect => ({
  ...{ ring, size, leave: stillARing ? leave : size, dissolves: !stillARing, scoreBefore },
  scoreAfter: stillARing ? scoreAfter : null,
});

const sentence = (touched: number, dissolved: number, accounts: number): string => {
  if (touched === 0) return 'No ring of the published run hangs on it.';
  const rings = dissolved === 0 ? 'no ring' : dissolved === 1 ? '1 ring' : `${dissolved} rings`;
  return `This entry would dissolve ${rings}; ${accounts === 1 ? '1 account' : `${accounts} accounts`} would be in no ring.`;
};
