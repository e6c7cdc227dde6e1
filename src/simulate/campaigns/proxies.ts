import { DAY } from '../calendar.ts';
import type { Random, Stream } from '../random.ts';
import { PART, type World } from '../world/world.ts';

/** Days for which one exit stays on offer, and how many exits are customers' homes. */
const EXIT_DAYS = 7;
const HOME_OF_A_CUSTOMER = 0.35;
/** A part number no campaign has: proxied homes in which no customer lives. */
const STRANGERS = 31;

/**
 * The `exit`th exit of a pool of residential proxies: a home that sells its line. Some are customers' own, who know nothing
 * of it (Mi et al., "Resident Evil: Understanding Residential IP Proxy as a Dark Service", IEEE S&P 2019).
 */
export const proxyExit = (world: World, stream: Stream, exit: number, time: number, event: Random): string => {
  const own = stream.random('exit', exit, Math.floor((time / DAY + (exit % EXIT_DAYS)) / EXIT_DAYS));
  const customers = world.scenario.population.accounts;
  const number =
    customers > 0 && own.chance(HOME_OF_A_CUSTOMER)
      ? world.homeNumber(PART.population, own.int(customers))
      : world.homeNumber(STRANGERS, own.int(1 << 20));
  return world.networks.homeAddress(world.networks.home(number), time, 5, event);
};
