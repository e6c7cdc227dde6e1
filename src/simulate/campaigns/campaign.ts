import { DAY } from '../calendar.ts';
import { type Person, personTraits } from '../ordinary/person.ts';
import { partBase } from '../ordinary/population.ts';
import type { Life, Part, Traits } from '../part.ts';
import type { Stream } from '../random.ts';
import type { CampaignSpec } from '../scenario/campaigns.ts';
import { PART, type World } from '../world/world.ts';
import { type PlaceInRing, type Rings, ringsOf } from './rings.ts';

export interface Campaign {
  readonly world: World;
  readonly spec: CampaignSpec;
  /** The campaign's own randomness. */
  readonly stream: Stream;
  /** Where the whole campaign's templates come from; entries of one campaign have one. */
  readonly library: Stream;
  readonly rings: Rings;
}

/** What a campaign's skill decides; everything else of its accounts is as of anybody else. */
export interface Operation {
  life(member: Member): Life;
  traits(member: Member, own: Traits): Traits;
  usage(member: Member, life: Life, midnight: number): readonly number[];
  /** Accounts that may follow each other in one place of the campaign; 1 unless given. */
  readonly generations?: number;
  /** Account ids of innocents whose signals the operation shares. */
  readonly victims?: ReadonlySet<string>;
}

export interface Member extends PlaceInRing {
  readonly index: number;
  /** Which account of its place it is, from 0: replacements come after a ban. */
  readonly generation: number;
  readonly person: Person;
}

/** `position` is the campaign's place in the scenario's list, switched off or not. */
export const campaignPart = (
  world: World,
  spec: CampaignSpec,
  position: number,
  operate: (campaign: Campaign) => Operation,
): Part => {
  const part = PART.campaigns + position;
  const { stream, ...base } = partBase(world, `campaign ${spec.name}`, part);
  const { accounts, name, skill, bansPerDay, bansAfter } = spec;
  const campaign = spec.campaign ?? name;
  const library = spec.campaign === undefined ? stream : world.root.child('campaign', spec.campaign);
  const rings = ringsOf(spec);
  const operation = operate({ world, spec, stream, library, rings });
  const { generations = 1, victims } = operation;
  const placeOf = (index: number) => Math.floor(index / generations);
  const member = (index: number): Member => ({
    index,
    generation: index % generations,
    ...rings.of(placeOf(index)),
    person: { world, stream, index, part, home: world.networks.home(world.homeNumber(part, index)) },
  });
  const banned = (index: number, life: Life): Life => {
    if (bansPerDay === 0 || generations > 1) return life;
    const ban = life.signup + (bansAfter + stream.random('ban', index).exponential(1 / bansPerDay)) * DAY;
    return ban < life.leaves ? { ...life, leaves: ban } : life;
  };
  return {
    ...base,
    size: accounts * generations,
    exists: generations === 1 ? base.exists : (index) => operation.life(member(index)).signup < world.end,
    truth: (index) => ({ group: `${name}-${rings.of(placeOf(index)).ring + 1}`, campaign, skill, decoy: null }),
    life: (index) => banned(index, operation.life(member(index))),
    traits: (index) => {
      const its = member(index);
      return operation.traits(its, personTraits(its.person, { style: 'developer' }));
    },
    usage: (index, life, midnight) => operation.usage(member(index), life, midnight),
    ...(victims === undefined ? {} : { framing: { victims, campaign } }),
  };
};
