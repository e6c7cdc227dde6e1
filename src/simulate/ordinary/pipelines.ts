import { DAY, HOUR, MINUTE, weekday } from '../calendar.ts';
import type { Part } from '../part.ts';
import { fill } from '../prompts/template.ts';
import { programSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

/** Build pipelines of different companies: hosted runners, one public template, at the minutes people like in cron. */
export const pipelines = (world: World): Part => {
  const stream = world.root.child('pipelines');
  const schedule = (index: number) => {
    const random = stream.random('schedule', index);
    return {
      hours: [[2], [0, 8, 16], [6, 18], [3, 11], [9, 13, 17]][random.weighted([30, 55, 70, 85, 100])]!,
      minute: [0, 30, 15, 5][random.weighted([60, 80, 92, 100])]!,
      weekends: random.chance(0.6),
      version: random.weighted([60, 85, 100]),
      changes: random.logNormal(14, 0.6),
    };
  };
  return personPart(world, {
    label: 'ci',
    part: PART.ci,
    size: world.scenario.decoys.ci.accounts,
    decoy: 'ci',
    life: (person) => {
      const own = personLife(person, { style: 'service' });
      const random = stream.random('life', person.index);
      return {
        ...own,
        leaves: own.signup + random.exponential(300 * DAY),
        paysAfter: random.between(5, 300) * MINUTE,
        consoleShare: 0.02,
      };
    },
    traits: (person) => {
      const own = personTraits(person, { style: 'service' });
      const { version, changes } = schedule(person.index);
      const software = programSoftware(stream.random('software', person.index));
      return {
        ...own,
        connect: (time, purpose, event) =>
          purpose === 'use'
            ? { address: world.networks.platformEgress(event), device: null, software }
            : own.connect(time, purpose, event),
        prompt: (_, event) => fill(world.commons.pipeline(version), event),
        requests: (_, event) => Math.max(1, Math.round(event.logNormal(changes, 0.4))),
      };
    },
    usage: (index, _life, midnight) => {
      const { hours, minute, weekends } = schedule(index);
      if (!weekends && weekday(midnight) >= 5) return [];
      // A runner takes some seconds to start.
      const random = stream.random('start', index, midnight / DAY);
      return hours.map((hour) => midnight + hour * HOUR + minute * MINUTE + random.between(4, 50) * 1_000);
    },
  });
};
