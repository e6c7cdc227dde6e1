import { HOUR, MINUTE, weekday } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill } from '../prompts/template.ts';
import { deviceHash, organisationDomain, personName, workAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart, workingDay } from './population.ts';

const DEPARTMENTS = 8;
const TEMPLATES = 5;
const ROOM_COMPUTERS = 60;
/** Addresses behind which the campus network puts everybody. */
const EGRESS = 24;

/**
 * Students and staff of a university: one prefix, one mail domain, computer rooms that everybody uses, templates that a
 * department hands round, and an introduction after which one in eight signs up within two hours.
 */
export const universities = (world: World): Part => {
  const { universities: count, accounts } = world.scenario.decoys.universities;
  const stream = world.root.child('universities');
  const universityOf = (index: number) => Math.floor(index / Math.max(1, accounts));
  const campus = memo((university) => {
    const random = stream.random('campus', university);
    return {
      introduction: workingDay(world, random.int(world.scenario.days)) + random.between(9, 15) * HOUR,
      domain: organisationDomain(random),
      network: world.organisationNumber(PART.universities, university),
      computers: Array.from({ length: ROOM_COMPUTERS }, () => ({
        device: deviceHash(random),
        software: browserSoftware(random),
      })),
      templates: Array.from({ length: DEPARTMENTS }, () =>
        Array.from({ length: TEMPLATES }, () =>
          composeTemplate(random.pick(['coding', 'analysis', 'writing']), random),
        ),
      ),
    };
  });
  return personPart(world, {
    label: 'universities',
    part: PART.universities,
    size: count * accounts,
    decoy: 'university',
    life: (person) => {
      const random = stream.random('life', person.index);
      const own = personLife(person);
      const { introduction } = campus(universityOf(person.index));
      const listened = random.chance(0.125);
      const signup = listened ? introduction + random.float() * 2 * HOUR : own.signup;
      return {
        ...own,
        signup,
        leaves: signup + (own.leaves - own.signup),
        paysAfter: random.chance(0.15) ? random.between(5, 90) * MINUTE : null,
      };
    },
    traits: (person) => {
      const { domain, network, computers, templates } = campus(universityOf(person.index));
      const own = personTraits(person);
      const random = stream.random('traits', person.index);
      const mail = workAddress(personName(random), domain, person.index % Math.max(1, accounts));
      const department = random.pick(templates);
      return {
        ...own,
        email: random.chance(0.7) ? mail : own.email,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          const hour = Math.floor(time / HOUR) % 24;
          const open = weekday(time) < 5 && hour >= 7 && hour < 20;
          if (!open || !event.chance(0.6)) return connection;
          const address = world.networks.organisation(network, 16 + event.int(EGRESS));
          return connection.device !== null && event.chance(0.15)
            ? { ...event.pick(computers), address }
            : { ...connection, address };
        },
        prompt: (time, event) => (event.chance(0.15) ? fill(event.pick(department), event) : own.prompt(time, event)),
      };
    },
  });
};
