import { DAY, HOUR, MINUTE, timeOfDay } from '../calendar.ts';
import { memo } from '../memo.ts';
import { utcOffset } from '../world/networks.ts';
import type { Campaign, Member, Operation } from './campaign.ts';
import { proxyExit } from './proxies.ts';
import { campaignPrompt, campaignTemplates, grown, sample } from './templates.ts';

const SIGNUP_DAYS = 18;
const TEMPLATES = { least: 24, accountsEach: 20 };
const TEMPLATES_OF_RING = { least: 10, accountsEach: 40 };
const TEMPLATES_AN_EVENING = { least: 4, accountsEach: 100 };
/** Share of days on which a ring works, and of a working evening's accounts that take part. */
const WORKS = 0.75;
const TAKES_PART = 0.88;
/** Share of the other days on which an account is used as anybody would. */
const COVER = 0.12;
const EVENING = 4.5 * HOUR;
/** More than any day's number since 1970: packs a ring and a day into one key. */
const DAYS = 100_000;
/** Proxy exits on offer for one account of the campaign. */
const EXITS_PER_ACCOUNT = 6;

/**
 * Every account has a card, a device and a mail address of its own and comes from a rotating pool of residential
 * proxies. What is left in common is work: the ring's templates, some of them each evening, in the same evenings.
 */
export const careful = ({ world, spec, stream, library, rings }: Campaign): Operation => {
  const all = campaignTemplates(library.random('templates'), grown(TEMPLATES, spec.accounts));
  const exits = spec.accounts * EXITS_PER_ACCOUNT;
  const familyOf = memo((ring) =>
    sample(all, grown(TEMPLATES_OF_RING, rings.size(ring)), stream.random('family', ring)),
  );
  const templatesOn = memo((key) => {
    const ring = Math.floor(key / DAYS);
    const count = grown(TEMPLATES_AN_EVENING, rings.size(ring));
    return sample(familyOf(ring), count, stream.random('evening', ring, key % DAYS, 1));
  });

  /** Start of the ring's work on the day that begins at `midnight`; null on a day off. */
  const eveningOf = (ring: number, midnight: number): number | null => {
    const shift = stream.random('shift', ring).between(10, 14);
    const day = stream.random('evening', ring, midnight / DAY, 0);
    return day.chance(WORKS) ? midnight + shift * HOUR + day.between(0, 75) * MINUTE : null;
  };
  const working = ({ ring }: Member, time: number): boolean => {
    const begins = eveningOf(ring, Math.floor(time / DAY) * DAY);
    return begins !== null && time >= begins && time <= begins + EVENING;
  };

  return {
    life: ({ index, person }) => {
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
          return campaignPrompt(world, templatesOn(member.ring * DAYS + Math.floor(time / DAY)), 0.76, time, event);
        },
        requests: (time, event) =>
          working(member, time)
            ? Math.max(1, Math.round(event.logNormal(spec.requestsPerDay / (WORKS * TAKES_PART), 0.35)))
            : own.requests(time, event),
      };
    },
    usage: ({ ring, index }, life, midnight) => {
      const today = stream.random('today', index, midnight / DAY);
      const begins = eveningOf(ring, midnight);
      if (begins !== null && today.chance(TAKES_PART)) return [begins + today.float() * EVENING];
      return today.chance(COVER) ? [timeOfDay(today, midnight, 'private', life.offset)] : [];
    },
  };
};
