import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill } from '../prompts/template.ts';
import { deviceHash, organisationDomain, personName, workAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { ordinaryUsage, personPart } from './population.ts';

/**
 * A course: everybody sends the assignment's prompt in one hour, and again a week later. Most sign up in that hour,
 * many from the lecture hall, some on the computers of the lab.
 */
export const classes = (world: World): Part => {
  const { classes: count, students } = world.scenario.decoys.classes;
  const stream = world.root.child('classes');
  const classOf = (index: number) => Math.floor(index / Math.max(1, students));

  const course = memo((number) => {
    const random = stream.random('course', number);
    const day = Math.floor(world.scenario.days * (0.3 + 0.4 * random.float()));
    return {
      begins: world.start + day * DAY + random.between(8, 15) * HOUR,
      domain: organisationDomain(random),
      network: number === 0 ? 1 : 521 + number * 3,
      assignments: [composeTemplate('coding', random), composeTemplate('coding', random)] as const,
      lab: Array.from({ length: 10 }, () => ({ device: deviceHash(random), software: browserSoftware(random) })),
    };
  });
  const lesson = (begins: number, time: number): 0 | 1 | null =>
    time >= begins && time < begins + HOUR ? 0 : time >= begins + 7 * DAY && time < begins + 7 * DAY + HOUR ? 1 : null;

  return personPart(world, {
    label: 'classes',
    part: PART.classes,
    size: count * students,
    decoy: 'class',
    life: (person) => {
      const random = stream.random('life', person.index);
      const { begins } = course(classOf(person.index));
      const own = personLife(person, { style: 'chat' });
      const signup = random.chance(0.65)
        ? begins + random.float() * 25 * MINUTE
        : Math.max(world.start + random.float() * HOUR, begins - random.exponential(5 * DAY));
      return {
        ...own,
        signup,
        leaves: begins + 8 * DAY + random.exponential(20 * DAY),
        paysAfter: random.chance(0.3) ? random.between(3, 15) * MINUTE : null,
        offset: 1,
      };
    },
    traits: (person) => {
      const { begins, domain, network, assignments, lab } = course(classOf(person.index));
      const own = personTraits(person, { style: 'chat' });
      const random = stream.random('traits', person.index);
      const studentMail = workAddress(personName(random), domain, person.index % students);
      const inHall = random.chance(0.7);
      const computer = random.chance(0.4) ? random.pick(lab) : null;
      return {
        ...own,
        email: random.chance(0.6) ? studentMail : own.email,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          if (lesson(begins, time) === null ? !event.chance(0.15) : !inHall) return connection;
          return { ...(computer ?? connection), address: world.networks.organisation(network, 20 + event.int(3)) };
        },
        prompt: (time, event) => {
          const now = lesson(begins, time);
          return now === null ? own.prompt(time, event) : fill(assignments[now], event);
        },
        requests: (time, event) => (lesson(begins, time) === null ? own.requests(time, event) : event.between(1, 9)),
      };
    },
    usage: (index, life, midnight, own) => {
      const { begins } = course(classOf(index));
      const times = ordinaryUsage(own.random('day', index, midnight / DAY), life, midnight);
      const attending = own.random('attends', index, midnight / DAY);
      const lessonStart = [begins, begins + 7 * DAY].find((at) => at >= midnight && at < midnight + DAY);
      if (lessonStart === undefined || !attending.chance(0.92)) return times;
      return [lessonStart + (25 + 34 * attending.float()) * MINUTE, ...times];
    },
  });
};
