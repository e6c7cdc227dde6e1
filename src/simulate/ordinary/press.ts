import { DAY, HOUR, MINUTE } from '../calendar.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill } from '../prompts/template.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

const CODE = 'ASSEENTODAY';

/**
 * A programme or an article that everybody saw at once: nine in ten of its readers sign up within the hour, many from a phone,
 * two in five with its code, a third try the prompt that it showed; most never come back.
 */
export const press = (world: World): Part => {
  const { accounts, day } = world.scenario.decoys.press;
  const stream = world.root.child('press');
  const plan = stream.random('plan');
  const aired = world.start + day * DAY + plan.between(11, 19) * HOUR;
  const shown = composeTemplate(plan.pick(['writing', 'chat', 'analysis']), plan);
  return personPart(world, {
    label: 'press',
    part: PART.press,
    size: accounts,
    decoy: 'press',
    life: (person) => {
      const random = stream.random('life', person.index);
      const own = personLife(person, { style: 'chat' });
      const signup = aired + random.exponential(26 * MINUTE);
      return { ...own, signup, leaves: signup + random.exponential(random.chance(0.75) ? DAY : 50 * DAY) };
    },
    traits: (person) => {
      const own = personTraits(person, { style: 'chat' });
      const random = stream.random('traits', person.index);
      const region = random.int(16) + 16 * person.index;
      const onPhone = random.chance(0.45);
      return {
        ...own,
        referral: random.chance(0.4) ? CODE : own.referral,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          return onPhone && time < aired + 3 * HOUR
            ? { ...connection, address: world.networks.mobileAddress(person.home.country, region, event) }
            : connection;
        },
        prompt: (time, event) =>
          time < aired + DAY && event.chance(0.35) ? fill(shown, event) : own.prompt(time, event),
      };
    },
  });
};
