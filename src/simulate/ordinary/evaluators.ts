import { DAY, HOUR, MINUTE, timeOfDay } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Part } from '../part.ts';
import { composeTemplate } from '../prompts/grammar.ts';
import { fill, type Template } from '../prompts/template.ts';
import { programSoftware } from '../world/software.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart, workingDay } from './population.ts';

/** Models that come out within the scenario, and the tasks of a benchmark. */
const RELEASES = 3;
const TASKS = 40;

/**
 * Teams that run public benchmarks: when a new model is out, all send the same prompts within the same hours, from servers in
 * different clouds, and half of them make a new account for it. Cards, devices and offices are their own.
 */
export const evaluators = (world: World): Part => {
  const { accounts, benchmarks } = world.scenario.decoys.evaluators;
  const stream = world.root.child('evaluators');
  const releases = Array.from({ length: RELEASES }, (_, number) => {
    const random = stream.random('release', number);
    return workingDay(world, random.int(world.scenario.days)) + random.between(15, 18) * HOUR;
  });
  const tasks = memo((benchmark) => {
    const random = stream.random('benchmark', benchmark);
    const frame = random.pick(['Answer the following task.', 'Solve this problem.', 'You are being evaluated.']);
    return Array.from({ length: TASKS }, (): Template => {
      const { capability, pieces } = composeTemplate(random.pick(['coding', 'agentic', 'analysis']), random);
      return { capability, pieces: [`${frame} `, ...pieces] };
    });
  });
  const team = (index: number) => {
    const random = stream.random('team', index);
    return {
      release: random.pick(releases),
      isNew: random.chance(0.5),
      benchmark: random.int(benchmarks),
      servers: Array.from({ length: random.between(1, 3) }, () => random.int(1 << 22)),
      software: programSoftware(random),
      nightly: random.chance(0.3) ? random.between(0, 5) : null,
      size: random.logNormal(250, 0.8),
    };
  };
  return personPart(world, {
    label: 'evaluators',
    part: PART.evaluators,
    size: accounts,
    decoy: 'evaluator',
    life: (person) => {
      const random = stream.random('life', person.index);
      const { release, isNew } = team(person.index);
      const own = personLife(person, { style: 'service' });
      const signup = isNew ? release + random.exponential(100 * MINUTE) : own.signup;
      return {
        ...own,
        signup,
        leaves: signup + 20 * DAY + random.exponential(100 * DAY),
        paysAfter: random.between(1, 25) * MINUTE,
        consoleShare: 0.1,
      };
    },
    traits: (person) => {
      const { benchmark, servers, software, size } = team(person.index);
      const own = personTraits(person, { style: 'service' });
      return {
        ...own,
        connect: (time, purpose, event) =>
          purpose === 'use'
            ? { address: world.networks.cloudServer(event.pick(servers)), device: null, software }
            : own.connect(time, purpose, event),
        prompt: (time, event) =>
          event.chance(0.85) ? fill(event.pick(tasks(benchmark)), event) : own.prompt(time, event),
        requests: (_, event) => Math.max(1, Math.round(event.logNormal(size, 0.4))),
      };
    },
    usage: (index, life, midnight, own) => {
      const today = own.random('day', index, midnight / DAY);
      const { nightly } = team(index);
      // A run begins some hours after the release and goes on into the next day.
      const runs = releases
        .flatMap((release) => [release + today.exponential(2 * HOUR), release + (6 + 8 * today.float()) * HOUR])
        .filter((at) => at >= midnight && at < midnight + DAY && today.chance(0.8));
      const regular = nightly === null ? [] : [midnight + nightly * HOUR + today.float() * 20 * MINUTE];
      const other = today.chance(0.1) ? [timeOfDay(today, midnight, 'work', life.offset)] : [];
      return [...runs, ...regular, ...other];
    },
  });
};
