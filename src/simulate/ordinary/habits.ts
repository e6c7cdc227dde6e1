import { composeFreely, composeTemplate } from '../prompts/grammar.ts';
import { type Capability, fill, type Prompt, type Template } from '../prompts/template.ts';
import { cumulative, type Random, type Stream } from '../random.ts';
import type { World } from '../world/world.ts';

/** chat: a person who types. developer: a person with an editor. service: a program that calls the API. */
export type Style = 'chat' | 'developer' | 'service';

/** What somebody asks for, and how much. */
export interface Habits {
  prompt(time: number, random: Random): Prompt;
  requests(random: Random): number;
}

const CAPABILITIES: readonly Capability[] = ['coding', 'agentic', 'writing', 'analysis', 'chat'];

const STYLES: Record<
  Style,
  {
    readonly mix: readonly number[];
    /** Templates of one's own, and how often one of them is used. */
    readonly own: readonly [fewest: number, most: number];
    readonly ownShare: number;
    readonly requests: number;
    readonly spread: number;
  }
> = {
  chat: { mix: cumulative([5, 1, 35, 19, 40]), own: [0, 1], ownShare: 0.12, requests: 6, spread: 0.9 },
  developer: { mix: cumulative([62, 23, 5, 8, 2]), own: [1, 4], ownShare: 0.35, requests: 20, spread: 0.95 },
  service: { mix: cumulative([27, 28, 18, 25, 2]), own: [1, 3], ownShare: 0.9, requests: 55, spread: 1.3 },
};

export const habits = (world: World, stream: Stream, style: Style): Habits => {
  const { mix, own, ownShare, requests, spread } = STYLES[style];
  const random = stream.random('habits');
  const drawCapability = (source: Random) => CAPABILITIES[source.weighted(mix)]!;
  const busyness = random.logNormal(1, 0.6);
  const count = random.between(...own);
  // Composed when first used, the last that is drawn from this place: most events need none of them.
  let composed: readonly Template[] | undefined;
  const templates = () => {
    composed ??= Array.from({ length: count }, () => composeTemplate(drawCapability(random), random));
    return composed;
  };
  const { enabled, share } = world.scenario.decoys.promptLibrary;
  const readsLibrary = enabled && stream.random('library').chance(share);
  return {
    prompt: (time, event) => {
      const at = event.float();
      const fromLibrary = event.chance(0.3);
      if (readsLibrary && fromLibrary) return fill(world.commons.published(time, event), event);
      if (count > 0 && at < ownShare) return fill(event.pick(templates()), event);
      if (at > 0.9) return fill(world.commons.everyday(event), event);
      return fill(composeFreely(drawCapability(event), event), event);
    },
    requests: (event) => Math.max(1, Math.round(event.logNormal(requests * busyness, spread))),
  };
};
