import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill, type Template } from '../prompts/template.ts';
import { cardFingerprint, organisationDomain, personName, postalAddress, workAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

/**
 * A company that pays every seat by one card: one egress prefix, one mail domain, templates that went round by mail,
 * seats added over weeks with one morning on which a whole floor signs up.
 */
export const offices = (world: World): Part => {
  const { offices: count, seats } = world.scenario.decoys.offices;
  const stream = world.root.child('offices');
  const officeOf = (index: number) => Math.floor(index / Math.max(1, seats));

  const company = memo((office) => {
    const random = stream.random('company', office);
    const day = Math.floor(world.scenario.days * (0.25 + 0.4 * random.float()));
    const templates: readonly Template[] = Array.from({ length: 12 }, () =>
      composeTemplate(random.pick(['coding', 'writing', 'analysis', 'agentic']), random),
    );
    return {
      // Nobody rolls anything out on a weekend: the 1970 epoch began on a Thursday, hence the shift to Tuesday.
      rollout: Math.floor((world.start / DAY + day - 5) / 7) * 7 * DAY + 5 * DAY + 9 * HOUR,
      domain: organisationDomain(random),
      card: cardFingerprint(random),
      billingAddress: postalAddress(random, random.pick(['US', 'GB', 'DE'])),
      software: browserSoftware(random),
      network: office === 0 ? 0 : 520 + office * 3,
      templates,
    };
  });

  return personPart(world, {
    label: 'offices',
    part: PART.offices,
    size: count * seats,
    decoy: 'office',
    life: (person) => {
      const random = stream.random('life', person.index);
      const { rollout } = company(officeOf(person.index));
      const own = personLife(person, { style: 'developer' });
      const together = random.chance(0.3);
      const wave = rollout + random.exponential(40 * MINUTE);
      const signup = together && wave >= world.start && wave < world.end ? wave : own.signup;
      return {
        ...own,
        signup,
        leaves: signup + random.exponential(200 * DAY),
        paysAfter: random.between(1, 30) * MINUTE,
        offset: 0,
        consoleShare: 0.35,
      };
    },
    traits: (person) => {
      const { domain, card, billingAddress, software, network, templates } = company(officeOf(person.index));
      const own = personTraits(person, { style: 'developer' });
      const random = stream.random('traits', person.index);
      const seat = person.index % seats;
      const managed = random.chance(0.7);
      return {
        ...own,
        email: workAddress(personName(random), domain, seat),
        phone: random.chance(0.2) ? own.phone : null,
        referral: null,
        billingAddress,
        card: () => card,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          const shown = managed && connection.device !== null ? { ...connection, software } : connection;
          const atDesk = event.chance(0.72);
          return atDesk ? { ...shown, address: world.networks.organisation(network, 10 + event.int(4)) } : shown;
        },
        prompt: (time, event) => (event.chance(0.3) ? fill(event.pick(templates), event) : own.prompt(time, event)),
      };
    },
  });
};
