import { DAY, HOUR } from '../calendar.ts';
import type { Life, Part } from '../part.ts';
import { mailAddress, personName } from '../world/people.ts';
import { PART, type World } from '../world/world.ts';
import { type Person, personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

const ROOM = 3;

/**
 * People who lost a password or a mailbox and began again: the old account falls silent, the new one comes hours to days
 * later from the same device and home, seven in ten with the same card, with the same habits and another address.
 */
export const recreated = (world: World): Part => {
  const people = world.root.child('recreated');
  const sizeOf = (owner: number) => 2 + people.random('size', owner).weighted([80, 100]);
  const ownerOf = (person: Person): Person => ({ ...person, index: person.index - (person.index % ROOM) });

  const lifeOf = (person: Person): Life => {
    const owner = ownerOf(person);
    const first = personLife(owner);
    const random = people.random('life', Math.floor(person.index / ROOM));
    const last = sizeOf(Math.floor(person.index / ROOM)) - 1;
    let signup = first.signup;
    for (let account = 0; ; account++) {
      const lost = signup + DAY + random.exponential(14 * DAY);
      const again = lost + 0.5 * HOUR + random.exponential(1.5 * DAY);
      if (account === person.index % ROOM) {
        const stays = Math.max(first.leaves - first.signup, 20 * DAY);
        return { ...first, signup, leaves: account < last ? lost : signup + stays };
      }
      signup = again;
    }
  };
  return personPart(world, {
    label: 'recreated',
    part: PART.recreated,
    size: world.scenario.decoys.recreated.people * ROOM,
    decoy: 'recreated',
    exists: (index) => index % ROOM < sizeOf(Math.floor(index / ROOM)),
    homeOf: (index) => Math.floor(index / ROOM),
    life: lifeOf,
    traits: (person) => {
      const owner = personTraits(ownerOf(person));
      const again = person.index % ROOM;
      if (again === 0) return owner;
      const random = people.random('traits', person.index);
      const other = world.mailbox(mailAddress(random, personName(random)), PART.recreated, person.index);
      const alias = owner.email.replace('@', `+${again + 1}@`);
      return {
        ...owner,
        email: random.chance(0.3) ? alias : other,
        phone: null,
        referral: null,
        card: random.chance(0.7) ? owner.card : personTraits(person).card,
      };
    },
  });
};
