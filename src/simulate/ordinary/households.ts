import { DAY } from '../calendar.ts';
import type { Part } from '../part.ts';
import { cardFingerprint, deviceHash, postalAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { type Person, personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

const ROOM = 4;

/**
 * 2–4 people behind one address. Two homes in five share a card, one in four a computer; in one of three somebody
 * signs up on the evening on which another one did.
 */
export const households = (world: World): Part => {
  const groups = world.root.child('households');
  const sizeOf = (group: number) => 2 + groups.random('size', group).weighted([50, 80, 100]);
  return personPart(world, {
    label: 'households',
    part: PART.households,
    size: world.scenario.decoys.households.households * ROOM,
    decoy: 'household',
    exists: (index) => index % ROOM < sizeOf(Math.floor(index / ROOM)),
    homeOf: (index) => Math.floor(index / ROOM),
    life: (person) => {
      const own = personLife(person);
      const member = person.index % ROOM;
      const random = groups.random('together', Math.floor(person.index / ROOM), member);
      if (member === 0 || !random.chance(0.33)) return own;
      const first = personLife({ ...person, index: person.index - member });
      // Somebody shows it at dinner: minutes to a few hours later.
      const signup = first.signup + random.exponential(0.1 * DAY);
      return signup < world.end ? { ...own, signup, leaves: signup + (own.leaves - own.signup) } : own;
    },
    traits: (person) => {
      const own = personTraits(person);
      const shared = groups.random('shared', Math.floor(person.index / ROOM));
      const card = cardFingerprint(shared);
      const sharesCard = shared.chance(0.4);
      const familyComputer = { device: deviceHash(shared), software: browserSoftware(shared) };
      const sharesComputer = shared.chance(0.25);
      const billingAddress = postalAddress(shared, person.home.country);
      return {
        ...own,
        billingAddress,
        card: sharesCard ? () => card : own.card,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          return sharesComputer && connection.device !== null && event.chance(0.6)
            ? { ...familyComputer, address: world.networks.homeAddress(person.home, time, 9, event) }
            : connection;
        },
      };
    },
  });
};

/** One person with 2–4 accounts of their own: one for work, one for trying things, one whose password is lost. */
export const severalAccounts = (world: World): Part => {
  const people = world.root.child('several');
  const sizeOf = (owner: number) => 2 + people.random('size', owner).weighted([60, 88, 100]);
  const ownerOf = (person: Person): Person => ({ ...person, index: person.index - (person.index % ROOM) });
  return personPart(world, {
    label: 'several-accounts',
    part: PART.severalAccounts,
    size: world.scenario.decoys.severalAccounts.people * ROOM,
    decoy: 'several_accounts',
    exists: (index) => index % ROOM < sizeOf(Math.floor(index / ROOM)),
    homeOf: (index) => Math.floor(index / ROOM),
    life: (person) => {
      const own = personLife(person);
      const first = personLife(ownerOf(person));
      const random = people.random('life', person.index);
      const soon = first.signup + random.exponential(0.05 * DAY);
      const signup = person.index % ROOM > 0 && random.chance(0.35) && soon < world.end ? soon : own.signup;
      return { ...own, signup, leaves: signup + (own.leaves - own.signup), offset: first.offset };
    },
    traits: (person) => {
      const owner = personTraits(ownerOf(person));
      const own = personTraits(person);
      const random = people.random('traits', person.index);
      const sameCard = random.chance(0.55);
      return {
        ...own,
        email: person.index % ROOM > 0 && random.chance(0.4) ? aliasOf(owner.email, person.index % ROOM) : own.email,
        phone: random.chance(0.5) ? owner.phone : null,
        billingAddress: owner.billingAddress,
        card: sameCard ? owner.card : own.card,
        connect: owner.connect,
        prompt: (time, event) => (event.chance(0.5) ? owner.prompt(time, event) : own.prompt(time, event)),
      };
    },
  });
};

const aliasOf = (address: string, member: number): string =>
  address.replace('@', `+${['alt', 'work', 'test', 'api'][member]}@`);
