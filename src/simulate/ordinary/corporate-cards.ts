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
import { type Person, personLife, personTraits } from './person.ts';
import { personPart, workingDay } from './population.ts';

/** Share of seats made in the hour of the roll-out; the others as people join. */
const ROLLED_OUT = 0.85;
const TEMPLATES = 8;

/**
 * A company with 50–500 seats on one card: an administrator makes them within an hour, from one device and one address, and
 * pays for all. Whose seat it is comes days later, from the office or from home, with own habits and some house templates.
 */
export const corporateCards = (world: World): Part => {
  const { companies, fewest, most } = world.scenario.decoys.corporateCards;
  const room = Math.max(1, most);
  const stream = world.root.child('corporate-cards');
  const companyOf = (index: number) => Math.floor(index / room);
  const company = memo((number) => {
    const random = stream.random('company', number);
    const low = Math.max(1, Math.min(fewest, room));
    return {
      seats: Math.round(low * Math.exp(random.float() * Math.log(room / low))),
      rollout: workingDay(world, random.int(world.scenario.days)) + random.between(8, 16) * HOUR,
      domain: organisationDomain(random),
      card: cardFingerprint(random),
      billingAddress: postalAddress(random, random.pick(['US', 'GB', 'DE', 'FR'])),
      network: world.organisationNumber(PART.corporateCards, number),
      administrator: { device: deviceHash(random), software: browserSoftware(random) },
      templates: Array.from({ length: TEMPLATES }, () =>
        composeTemplate(random.pick(['coding', 'writing', 'analysis', 'agentic']), random),
      ),
    };
  });
  const style = ({ index }: Person) => (stream.random('style', index).chance(0.6) ? 'developer' : 'chat');
  return personPart(world, {
    label: 'corporate-cards',
    part: PART.corporateCards,
    size: companies * room,
    decoy: 'corporate_card',
    exists: (index) => index % room < company(companyOf(index)).seats,
    life: (person) => {
      const random = stream.random('life', person.index);
      const { rollout, seats } = company(companyOf(person.index));
      const own = personLife(person, { style: style(person) });
      const place = (person.index % room) / seats;
      const joins = rollout + 2 * DAY + random.exponential(20 * DAY);
      const signup = random.chance(ROLLED_OUT) ? rollout + place * 50 * MINUTE + random.float() * MINUTE : joins;
      return {
        ...own,
        signup,
        leaves: signup + random.exponential(200 * DAY),
        paysAfter: random.between(1, 5) * MINUTE,
        consoleShare: 0.3,
        triesAtOnce: false,
      };
    },
    traits: (person) => {
      const { domain, card, billingAddress, network, administrator, templates } = company(companyOf(person.index));
      const own = personTraits(person, { style: style(person) });
      const random = stream.random('traits', person.index);
      return {
        ...own,
        email: workAddress(personName(random), domain, person.index % room),
        phone: null,
        referral: null,
        billingAddress,
        card: () => card,
        connect: (time, purpose, event) => {
          const address = world.networks.organisation(network, 8 + event.int(3));
          if (purpose === 'signup' || purpose === 'payment') return { ...administrator, address };
          const connection = own.connect(time, purpose, event);
          return event.chance(0.6) ? { ...connection, address } : connection;
        },
        prompt: (time, event) => (event.chance(0.2) ? fill(event.pick(templates), event) : own.prompt(time, event)),
      };
    },
  });
};
