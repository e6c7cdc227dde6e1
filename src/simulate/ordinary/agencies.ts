import { DAY, HOUR, MINUTE, weekday } from '../calendar.ts';
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

const ACCOUNTS_PER_COMPUTER = 4;
const CARDS = 3;
const KICKOFFS = 6;
const TEMPLATES = 15;

/**
 * An agency that keeps an account for each of its clients: the same few people work on all of them, on the agency's computers,
 * from its office, by its own templates; three in five are paid by one of its cards. Clients are won by ones and by batches.
 */
export const agencies = (world: World): Part => {
  const { agencies: count, accounts } = world.scenario.decoys.agencies;
  const room = Math.max(1, accounts);
  const stream = world.root.child('agencies');
  const agency = memo((number) => {
    const random = stream.random('agency', number);
    return {
      kickoffs: Array.from({ length: KICKOFFS }, () => workingDay(world, random.int(world.scenario.days)) + 9 * HOUR),
      computers: Array.from({ length: Math.ceil(room / ACCOUNTS_PER_COMPUTER) }, () => ({
        device: deviceHash(random),
        software: browserSoftware(random),
      })),
      cards: Array.from({ length: CARDS }, () => cardFingerprint(random)),
      billingAddress: postalAddress(random, random.pick(['US', 'GB', 'FR', 'DE'])),
      domain: organisationDomain(random),
      network: world.organisationNumber(PART.agencies, number),
      templates: Array.from({ length: TEMPLATES }, () =>
        composeTemplate(random.pick(['writing', 'writing', 'analysis', 'coding']), random),
      ),
    };
  });
  const agencyOf = (index: number) => agency(Math.floor(index / room));
  return personPart(world, {
    label: 'agencies',
    part: PART.agencies,
    size: accounts > 0 ? count * room : 0,
    decoy: 'agency',
    life: (person) => {
      const random = stream.random('life', person.index);
      const own = personLife(person, { style: 'chat' });
      const kickoff = random.pick(agencyOf(person.index).kickoffs) + random.exponential(50 * MINUTE);
      const signup = random.chance(0.5) ? kickoff : own.signup;
      return {
        ...own,
        signup,
        leaves: signup + 10 * DAY + random.exponential(150 * DAY),
        paysAfter: random.between(3, 60) * MINUTE,
        sessionsPerDay: 0.25 + random.float() * 0.7,
        shape: 'work',
        offset: 0,
        consoleShare: 0.4,
      };
    },
    traits: (person) => {
      const { computers, cards, billingAddress, domain, network, templates } = agencyOf(person.index);
      const own = personTraits(person, { style: 'chat' });
      const random = stream.random('traits', person.index);
      const team = Array.from({ length: random.between(1, 3) }, () => random.pick(computers));
      const paidByAgency = random.chance(0.6);
      const card = random.pick(cards);
      const client = workAddress(
        personName(random),
        random.chance(0.5) ? domain : organisationDomain(random),
        person.index % room,
      );
      return {
        ...own,
        email: client,
        phone: null,
        referral: null,
        billingAddress: paidByAgency ? billingAddress : own.billingAddress,
        card: paidByAgency ? () => card : own.card,
        connect: (time, purpose, event) => {
          const usual = own.connect(time, purpose, event);
          const inOffice = weekday(time) < 5 && event.chance(0.85);
          const address = inOffice ? world.networks.organisation(network, 4 + event.int(2)) : usual.address;
          return { ...event.pick(team), address };
        },
        prompt: (time, event) => (event.chance(0.6) ? fill(event.pick(templates), event) : own.prompt(time, event)),
      };
    },
  });
};
