import { DAY, HOUR, MINUTE, timeOfDay } from '../calendar.ts';
import type { Random, Stream } from '../random.ts';
import { utcOffset } from '../world/networks.ts';
import { PART, type World } from '../world/world.ts';
import { campaignPrompt, campaignTemplates, type Member, type Operation, sample } from './campaign.ts';

const SIGNUP_DAYS = 18;
const TEMPLATES = 24;
const TEMPLATES_PER_RING = 10;
const TEMPLATES_PER_EVENING = 4;
/** Share of days on which a ring works, and of a working evening's accounts that take part. */
const WORKS = 0.75;
const TAKES_PART = 0.88;
/** Share of the other days on which an account is used as anybody would. */
const COVER = 0.12;
const EVENING = 4.5 * HOUR;
/** Proxy exits on offer for one account of the campaign, the days one stays, and how many are customers' homes. */
const EXITS_PER_ACCOUNT = 6;
const EXIT_DAYS = 7;
const HOME_OF_A_CUSTOMER = 0.35;
/** A part number no campaign has: proxied homes in which no customer lives. */
const STRANGERS = 31;

/**
 * Every account has a card, a device and a mail address of its own and comes from a rotating pool of residential
 * proxies. What is left in common is work: the ring's templates, a few of them each evening, in the same evenings.
 */
export const careful: Operation = {
  life: ({ world, spec, stream, index, person }) => {
    const own = stream.random('life', index);
    const room = Math.max(1, world.scenario.days - spec.startDay);
    const day = spec.startDay + own.int(Math.min(SIGNUP_DAYS, room));
    const offset = utcOffset(person.home.country, own);
    const signup = timeOfDay(own, world.start + day * DAY, 'private', offset);
    return {
      signup,
      leaves: signup + own.exponential(300 * DAY),
      paysAfter: own.chance(0.6) ? own.between(2, 40) * MINUTE : own.exponential(3 * DAY),
      sessionsPerDay: WORKS * TAKES_PART,
      shape: 'private',
      offset,
      consoleShare: 0.14,
    };
  },
  traits: (member, own) => {
    const { world, spec, stream, library, ring } = member;
    const all = campaignTemplates(library.random('templates'), TEMPLATES);
    const ofRing = sample(all, TEMPLATES_PER_RING, stream.random('family', ring));
    const exits = spec.accounts * EXITS_PER_ACCOUNT;
    return {
      ...own,
      connect: (time, purpose, event) => {
        const usual = own.connect(time, purpose, event);
        const way = event.float();
        const address =
          way < 0.06
            ? world.networks.vpnExit(event)
            : way < 0.14
              ? usual.address
              : proxyExit(world, stream, event.int(exits), time, event);
        return { ...usual, address };
      },
      prompt: (time, event) => {
        if (!working(member, time)) return own.prompt(time, event);
        const today = sample(ofRing, TEMPLATES_PER_EVENING, stream.random('evening', ring, Math.floor(time / DAY), 1));
        return campaignPrompt(world, today, 0.76, time, event);
      },
      requests: (time, event) =>
        working(member, time)
          ? Math.max(1, Math.round(event.logNormal(spec.requestsPerDay / (WORKS * TAKES_PART), 0.35)))
          : own.requests(time, event),
    };
  },
  usage: (member, life, midnight) => {
    const { stream, index } = member;
    const today = stream.random('today', index, midnight / DAY);
    const begins = eveningOf(member, midnight);
    if (begins !== null && today.chance(TAKES_PART)) return [begins + today.float() * EVENING];
    return today.chance(COVER) ? [timeOfDay(today, midnight, 'private', life.offset)] : [];
  },
};

/** Start of the ring's work on the day that begins at `midnight`; null on a day off. */
const eveningOf = ({ stream, ring }: Member, midnight: number): number | null => {
  const shift = stream.random('shift', ring).between(10, 14);
  const day = stream.random('evening', ring, midnight / DAY, 0);
  return day.chance(WORKS) ? midnight + shift * HOUR + day.between(0, 75) * MINUTE : null;
};

const working = (member: Member, time: number): boolean => {
  const begins = eveningOf(member, Math.floor(time / DAY) * DAY);
  return begins !== null && time >= begins && time <= begins + EVENING;
};

/** A home that sells its line; some of them are customers' own, who know nothing of it. */
const proxyExit = (world: World, stream: Stream, exit: number, time: number, event: Random): string => {
  const own = stream.random('exit', exit, Math.floor((time / DAY + (exit % EXIT_DAYS)) / EXIT_DAYS));
  const customers = world.scenario.population.accounts;
  const number =
    customers > 0 && own.chance(HOME_OF_A_CUSTOMER)
      ? world.homeNumber(PART.population, own.int(customers))
      : world.homeNumber(STRANGERS, own.int(1 << 20));
  return world.networks.homeAddress(world.networks.home(number), time, 5, event);
};
