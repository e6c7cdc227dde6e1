import type { Part } from '../part.ts';
import { PART, type World } from '../world/world.ts';
import { personTraits } from './person.ts';
import { personPart } from './population.ts';

const CITIES = 6;

/** People who leave a commercial VPN switched on: nearly always one of the few exits of the city nearby. */
export const vpnUsers = (world: World): Part => {
  const stream = world.root.child('vpn');
  return personPart(world, {
    label: 'vpn',
    part: PART.vpn,
    size: world.scenario.decoys.vpn.accounts,
    decoy: 'vpn',
    traits: (person) => {
      const own = personTraits(person);
      const random = stream.random('traits', person.index);
      const provider = random.int(3);
      const nearby = random.int(CITIES);
      return {
        ...own,
        connect: (time, purpose, event) => {
          const connection = own.connect(time, purpose, event);
          if (event.chance(0.08)) return connection;
          const city = event.chance(0.85) ? nearby : event.int(CITIES);
          return { ...connection, address: world.networks.vpnCityExit(provider, city, event) };
        },
      };
    },
  });
};
