import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill } from '../prompts/template.ts';
import {
  cardFingerprint,
  deviceHash,
  organisationDomain,
  personName,
  postalAddress,
  workAddress,
} from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart, workingDay } from './population.ts';

const BATCHES = 8;
const PACK = 10;

/**
 * A reseller who makes the accounts of small businesses in batches, on one device, from one address, and pays for all by one
 * card. The customers know nothing of each other: own devices, homes and habits, now and then a prompt of the reseller's pack.
 */
export const resellers = (world: World): Part => {
  const { resellers: count, customers } = world.scenario.decoys.resellers;
  const room = Math.max(1, customers);
  const stream = world.root.child('resellers');
  const shop = memo((reseller) => {
    const random = stream.random('shop', reseller);
    return {
      days: Array.from({ length: BATCHES }, () => workingDay(world, random.int(world.scenario.days))),
      desk: { device: deviceHash(random), software: browserSoftware(random) },
      host: random.int(200),
      network: world.organisationNumber(PART.resellers, reseller),
      card: cardFingerprint(random),
      billingAddress: postalAddress(random, random.pick(['US', 'GB', 'DE', 'IN', 'BR'])),
      domain: organisationDomain(random),
      pack: Array.from({ length: PACK }, () => composeTemplate(random.pick(['writing', 'analysis', 'chat']), random)),
    };
  });
  const shopOf = (index: number) => shop(Math.floor(index / room));
  return personPart(world, {
    label: 'resellers',
    part: PART.resellers,
    size: customers > 0 ? count * room : 0,
    decoy: 'reseller',
    life: (person) => {
      const random = stream.random('life', person.index);
      const own = personLife(person);
      // A batch takes an afternoon: some minutes for each account.
      const signup = random.pick(shopOf(person.index).days) + 12 * HOUR + random.float() * 5 * HOUR;
      return {
        ...own,
        signup,
        leaves: signup + 10 * DAY + random.exponential(120 * DAY),
        paysAfter: random.between(2, 12) * MINUTE,
        triesAtOnce: false,
      };
    },
    traits: (person) => {
      const { desk, host, network, card, billingAddress, domain, pack } = shopOf(person.index);
      const own = personTraits(person);
      const random = stream.random('traits', person.index);
      const made = workAddress(personName(random), domain, person.index % room);
      return {
        ...own,
        email: random.chance(0.5) ? made : own.email,
        phone: null,
        referral: null,
        billingAddress,
        card: () => card,
        connect: (time, purpose, event) =>
          purpose === 'signup' || purpose === 'payment'
            ? { ...desk, address: world.networks.organisation(network, host) }
            : own.connect(time, purpose, event),
        prompt: (time, event) => (event.chance(0.1) ? fill(event.pick(pack), event) : own.prompt(time, event)),
      };
    },
  });
};
