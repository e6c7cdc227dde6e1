import type { Part } from '../part.ts';
import { PART, type World } from '../world/world.ts';
import { personTraits } from './person.ts';
import { personPart } from './population.ts';

/** Customers of a carrier whose NAT shows a handful of addresses for all of them; nothing else ties them. */
export const carriers = (world: World): Part => {
  const { carriers: count, accounts, addresses } = world.scenario.decoys.carriers;
  return personPart(world, {
    label: 'carriers',
    part: PART.carriers,
    size: count * accounts,
    decoy: 'carrier',
    traits: (person) => {
      const own = personTraits(person);
      const carrier = Math.floor(person.index / Math.max(1, accounts));
      return {
        ...own,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          // Servers stand elsewhere, and one use in eight comes from work or from a café.
          return (purpose === 'use' && connection.device === null && event.chance(0.5)) || event.chance(0.12)
            ? connection
            : { ...connection, address: world.networks.carrier(carrier, addresses, event) };
        },
      };
    },
  });
};
