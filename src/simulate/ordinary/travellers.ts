import { DAY } from '../calendar.ts';
import type { Part } from '../part.ts';
import type { Country } from '../world/networks.ts';
import { PART, type World } from '../world/world.ts';
import { personLife, personTraits } from './person.ts';
import { personPart } from './population.ts';

const COUNTRIES: readonly Country[] = ['US', 'GB', 'DE', 'FR', 'IN', 'BR'];

/** People on the road: another country every few days, hotels and airports, a VPN on most evenings. */
export const travellers = (world: World): Part => {
  const stream = world.root.child('travellers');
  return personPart(world, {
    label: 'travellers',
    part: PART.travellers,
    size: world.scenario.decoys.travellers.accounts,
    decoy: 'traveller',
    life: (person) => {
      const own = personLife(person);
      return { ...own, sessionsPerDay: Math.max(0.2, own.sessionsPerDay), leaves: own.leaves + 10 * DAY };
    },
    traits: (person) => {
      const own = personTraits(person);
      return {
        ...own,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          if (event.chance(0.25)) return connection;
          const stop = stream.random('stop', person.index, Math.floor(time / DAY / 4));
          const country = stop.pick(COUNTRIES);
          const region = stop.int(16) + 16 * person.index;
          const how = event.float();
          const address =
            how < 0.4
              ? world.networks.publicPlace(event)
              : how < 0.65
                ? world.networks.vpnExit(event)
                : world.networks.mobileAddress(country, region, event);
          return { ...connection, address };
        },
      };
    },
  });
};
