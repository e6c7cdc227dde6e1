import { type Person, personTraits } from '../ordinary/person.ts';
import { partBase } from '../ordinary/population.ts';
import type { Life, Part, Traits } from '../part.ts';
import { composeFreely, composeTemplate } from '../prompts/grammar.ts';
import { fill, type Prompt, type Template } from '../prompts/template.ts';
import type { Random, Stream } from '../random.ts';
import type { CampaignSpec } from '../scenario/campaigns.ts';
import { PART, type World } from '../world/world.ts';
import { type PlaceInRing, ringsOf } from './rings.ts';

/** What a campaign's skill decides; everything else of its accounts is as of anybody else. */
export interface Operation {
  life(member: Member): Life;
  traits(member: Member, own: Traits): Traits;
  usage(member: Member, life: Life, midnight: number): readonly number[];
}

export interface Member extends PlaceInRing {
  readonly world: World;
  readonly spec: CampaignSpec;
  /** The campaign's own randomness. */
  readonly stream: Stream;
  /** Where the whole campaign's templates come from; entries of one campaign have one. */
  readonly library: Stream;
  readonly person: Person;
  readonly index: number;
}

/** `position` is the campaign's place in the scenario's list, switched off or not. */
export const campaignPart = (world: World, spec: CampaignSpec, position: number, operation: Operation): Part => {
  const part = PART.campaigns + position;
  const { stream, ...base } = partBase(world, `campaign ${spec.name}`, part);
  const { accounts, name, skill } = spec;
  const campaign = spec.campaign ?? name;
  const library = spec.campaign === undefined ? stream : world.root.child('campaign', spec.campaign);
  const placeOf = ringsOf(spec);
  const member = (index: number): Member => ({
    world,
    spec,
    stream,
    library,
    index,
    ...placeOf(index),
    person: { world, stream, index, part, home: world.networks.home(world.homeNumber(part, index)) },
  });
  return {
    ...base,
    size: accounts,
    truth: (index) => ({ group: `${name}-${placeOf(index).ring + 1}`, campaign, skill, decoy: null }),
    life: (index) => operation.life(member(index)),
    traits: (index) => operation.traits(member(index), personTraits(member(index).person, { style: 'developer' })),
    usage: (index, life, midnight) => operation.usage(member(index), life, midnight),
  };
};

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
    return fill(world.commons.library(time, event), event);
  return fill(composeFreely(event.chance(0.7) ? 'coding' : 'agentic', event), event);
};

/** `count` different items in random order. */
export const sample = <T>(list: readonly T[], count: number, random: Random): readonly T[] => {
  const left = [...list];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(random.int(left.length), 1)[0]!);
};
