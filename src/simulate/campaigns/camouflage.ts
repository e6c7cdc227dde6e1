import { fill } from '../prompts/template.ts';
import { cumulative, type Random } from '../random.ts';
import { REFERRAL_CODES } from '../world/software.ts';
import type { World } from '../world/world.ts';
import type { Campaign, Operation } from './campaign.ts';

/** Share of connections, prompts and signups that touch something popular instead of what the operation would show. */
const ADDRESSES = 0.4;
const PROMPTS = 0.4;
const REFERRALS = 0.7;

/**
 * Another operation whose accounts touch on purpose what very many share: exits of commercial VPNs, carriers' and cafés'
 * addresses, everyday and library prompts, popular referral codes (Hooi et al., "FRAUDAR", KDD 2016, call it camouflage).
 */
export const camouflage =
  (base: (campaign: Campaign) => Operation) =>
  (campaign: Campaign): Operation => {
    const { world, stream } = campaign;
    const operation = base(campaign);
    return {
      ...operation,
      traits: (member, own) => {
        const its = operation.traits(member, own);
        const random = stream.random('camouflage', member.index);
        const code = random.chance(REFERRALS) ? random.pick(REFERRAL_CODES) : its.referral;
        return {
          ...its,
          referral: code,
          connect: (time, purpose, event) => {
            const connection = its.connect(time, purpose, event);
            if (!event.chance(ADDRESSES)) return connection;
            return { ...connection, address: popularAddress(world, member.index, event) };
          },
          prompt: (time, event) => {
            const prompt = its.prompt(time, event);
            if (!event.chance(PROMPTS)) return prompt;
            const { enabled } = world.scenario.decoys.promptLibrary;
            const fromLibrary = enabled && event.chance(0.5);
            return fill(fromLibrary ? world.commons.published(time, event) : world.commons.everyday(event), event);
          },
        };
      },
    };
  };

const KINDS = cumulative([30, 25, 20, 15, 10]);

const popularAddress = (world: World, index: number, event: Random): string => {
  const { networks, scenario } = world;
  const { carriers } = scenario.decoys;
  switch (event.weighted(KINDS)) {
    case 0:
      return networks.vpnExit(event);
    case 1:
      return networks.mobileAddress(event.pick(['US', 'GB', 'DE', 'IN']), event.int(16) + 16 * index, event);
    case 2:
      return networks.publicPlace(event);
    case 3:
      return networks.platformEgress(event);
    default:
      return networks.carrier(event.int(Math.max(1, carriers.carriers)), carriers.addresses, event);
  }
};
