import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill } from '../prompts/template.ts';
import { deviceHash, organisationDomain, personName, workAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart, workingDay } from './population.ts';

const LAB_COMPUTERS = 20;
const ATTENDS = 0.82;
const LESSON = 80 * MINUTE;

/**
 * A course with a lesson a week: most sign up in the first quarter of an hour of the first one, all send that week's prompt in
 * the same hour, many from the hall and from the computers of the lab, some again the evening before the next lesson.
 */
export const courses = (world: World): Part => {
  const { courses: count, students, weeks } = world.scenario.decoys.courses;
  const room = Math.max(1, students);
  const stream = world.root.child('courses');
  const courseOf = (index: number) => Math.floor(index / room);
  const course = memo((number) => {
    const random = stream.random('course', number);
    // The last lesson lies inside, also when the first is moved past a weekend.
    const latest = Math.max(1, world.scenario.days - 7 * (weeks - 1) - 2);
    return {
      begins: workingDay(world, random.int(latest)) + random.between(8, 16) * HOUR,
      domain: organisationDomain(random),
      network: world.organisationNumber(PART.courses, number),
      assignments: Array.from({ length: weeks }, () => composeTemplate(random.pick(['coding', 'analysis']), random)),
      lab: Array.from({ length: LAB_COMPUTERS }, () => ({
        device: deviceHash(random),
        software: browserSoftware(random),
      })),
    };
  });
  /** Week of the lesson that is on at a time; null between lessons and after the last one. */
  const lessonAt = (begins: number, time: number): number | null => {
    const week = Math.floor((time - begins) / (7 * DAY));
    const inside = week >= 0 && week < weeks && (time - begins) % (7 * DAY) < LESSON;
    return inside ? week : null;
  };
  return personPart(world, {
    label: 'courses',
    part: PART.courses,
    size: count * room * (students > 0 ? 1 : 0),
    decoy: 'course',
    life: (person) => {
      const random = stream.random('life', person.index);
      const { begins } = course(courseOf(person.index));
      const own = personLife(person, { style: 'chat' });
      const before = Math.max(world.start + random.float() * HOUR, begins - random.exponential(6 * DAY));
      const signup = random.chance(0.8) ? begins + random.float() * 15 * MINUTE : before;
      return {
        ...own,
        signup,
        leaves: begins + (weeks - 1) * 7 * DAY + DAY + random.exponential(10 * DAY),
        paysAfter: random.chance(0.1) ? random.between(3, 15) * MINUTE : null,
      };
    },
    traits: (person) => {
      const { begins, domain, network, assignments, lab } = course(courseOf(person.index));
      const own = personTraits(person, { style: 'chat' });
      const random = stream.random('traits', person.index);
      const mail = workAddress(personName(random), domain, person.index % room);
      const computer = random.chance(0.35) ? random.pick(lab) : null;
      return {
        ...own,
        email: random.chance(0.7) ? mail : own.email,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          const here = lessonAt(begins, time) === null ? event.chance(0.1) : event.chance(0.8);
          if (!here) return connection;
          return { ...(computer ?? connection), address: world.networks.organisation(network, 20 + event.int(3)) };
        },
        prompt: (time, event) => {
          const week = lessonAt(begins, time);
          if (week !== null) return fill(assignments[week]!, event);
          const last = Math.floor((time - begins) / (7 * DAY));
          const homework = assignments[last];
          return homework !== undefined && event.chance(0.5) ? fill(homework, event) : own.prompt(time, event);
        },
        requests: (time, event) => (lessonAt(begins, time) === null ? own.requests(time, event) : event.between(2, 12)),
      };
    },
    usage: (index, life, midnight, own) => {
      const { begins } = course(courseOf(index));
      const today = own.random('day', index, midnight / DAY);
      const day = Math.floor((midnight - begins) / DAY) + 1;
      const week = day / 7;
      if (day % 7 === 6 && week < weeks - 1 && week > 0 && today.chance(0.3)) {
        return [midnight + (17 + 5 * today.float()) * HOUR];
      }
      if (day % 7 !== 0 || week < 0 || week >= weeks) {
        return today.chance(life.sessionsPerDay / 4) ? [midnight + (8 + 14 * today.float()) * HOUR] : [];
      }
      const lesson = begins + week * 7 * DAY;
      return today.chance(ATTENDS) ? [lesson + (16 + 44 * today.float()) * MINUTE] : [];
    },
  });
};
