import { composeFreely, composeTemplate } from '../prompts/grammar.ts';
import { fill, type Prompt, type Template } from '../prompts/template.ts';
import type { Random } from '../random.ts';
import type { World } from '../world/world.ts';

/** Templates that a campaign has of its own: software development and agentic reasoning. */
export const campaignTemplates = (random: Random, count: number): readonly Template[] =>
  Array.from({ length: count }, () => composeTemplate(random.chance(0.55) ? 'coding' : 'agentic', random));

/** `share` of prompts from the campaign's `templates`, the rest as everybody writes them, popular ones on purpose. */
export const campaignPrompt = (
  world: World,
  templates: readonly Template[],
  share: number,
  time: number,
  event: Random,
): Prompt => {
  if (event.chance(share)) return fill(event.pick(templates), event);
  const cover = event.float();
  if (cover < 0.3) return fill(world.commons.everyday(event), event);
  if (cover < 0.6 && world.scenario.decoys.promptLibrary.enabled)
    return fill(world.commons.published(time, event), event);
  return fill(composeFreely(event.chance(0.7) ? 'coding' : 'agentic', event), event);
};

/** `count` different items in random order. */
export const sample = <T>(list: readonly T[], count: number, random: Random): readonly T[] => {
  const left = [...list];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.int(left.length), 1)[0]!);
};

/** A number that grows with its campaign or ring: at least `least`, and one for every `accountsEach` accounts. */
export interface Growing {
  readonly least: number;
  readonly accountsEach: number;
}

export const grown = ({ least, accountsEach }: Growing, accounts: number): number =>
  Math.max(least, Math.ceil(accounts / accountsEach));
