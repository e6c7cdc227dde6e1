import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import { cardFingerprint, deviceHash, postalAddress } from '../world/people.ts';
import { browserSoftware } from '../world/software.ts';
import type { Campaign, Operation } from './campaign.ts';
import { campaignPrompt, campaignTemplates, grown, sample } from './templates.ts';

/** Place in a block of nine to card: cards are shared by two, three and four. */
const CARD_OF_NINE = [0, 0, 1, 1, 1, 2, 2, 2, 2] as const;
const ACCOUNTS_PER_FARM = 4;
const DEVICES_PER_FARM = 2;
/** Racks of four neighbouring servers. */
const RACKS = { least: 2, accountsEach: 40 };
const RENTAL_DAYS = 3;
const SIGNUP_DAYS = 5;
const TEMPLATES = { least: 18, accountsEach: 40 };
const TEMPLATES_OF_RING = { least: 5, accountsEach: 60 };
/** More than any rental period's number since 1970: packs a ring and a period into one key. */
const PERIODS = 100_000;
const TAKES_PART = 0.7;

/** People with a device farm: cards shared by a few, servers rented for days, families of templates, shifts. */
export const mid = ({ world, spec, stream, library, rings }: Campaign): Operation => {
  const all = campaignTemplates(library.random('templates'), grown(TEMPLATES, spec.accounts));
  const familyOf = memo((ring) =>
    sample(all, grown(TEMPLATES_OF_RING, rings.size(ring)), stream.random('family', ring)),
  );
  const racksOf = memo((key) => {
    const ring = Math.floor(key / PERIODS);
    const rental = stream.random('rental', ring, key % PERIODS);
    return Array.from({ length: grown(RACKS, rings.size(ring)) }, () => rental.int(1 << 22));
  });
  return {
    life: ({ ring, index }) => {
      const own = stream.random('life', index);
      const plan = stream.random('plan', ring);
      const room = Math.max(0.02, world.scenario.days - spec.startDay);
      const begins = plan.float() * Math.min(10, room / 2);
      const at = begins + own.float() * Math.min(SIGNUP_DAYS, room / 2);
      // Signups happen in the operators' working hours: the fraction of the day is drawn into 05:00–17:00 UTC.
      const day = Math.floor(at);
      const signup = world.start + (spec.startDay + day) * DAY + (5 + 12 * (at - day)) * HOUR;
      return {
        signup,
        leaves: signup + own.exponential(300 * DAY),
        paysAfter: own.chance(0.7) ? own.between(3, 90) * MINUTE : own.exponential(2 * DAY),
        sessionsPerDay: 2 * TAKES_PART,
        shape: 'work',
        offset: 0,
        consoleShare: 0.12,
      };
    },
    traits: ({ ring, place }, own) => {
      const card = stream.random('card', ring, Math.floor(place / 9) * 3 + CARD_OF_NINE[place % 9]!);
      const cardValue = cardFingerprint(card);
      const billingAddress = postalAddress(card, world.networks.home(card.int(1 << 20)).country);
      const farm = stream.random('farm', ring, Math.floor(place / ACCOUNTS_PER_FARM));
      const devices = Array.from({ length: DEVICES_PER_FARM }, () => ({
        device: deviceHash(farm),
        software: browserSoftware(farm),
      }));
      const templates = familyOf(ring);
      return {
        ...own,
        billingAddress,
        card: () => cardValue,
        connect: (time, purpose, event) => {
          const usual = own.connect(time, purpose, event);
          const racks = racksOf(ring * PERIODS + Math.floor(time / DAY / RENTAL_DAYS));
          const way = event.float();
          const address =
            way < 0.12
              ? world.networks.vpnExit(event)
              : way < 0.18
                ? usual.address
                : world.networks.cloudServer(event.pick(racks) + event.int(4));
          const inBrowser = purpose !== 'use' || usual.device !== null;
          return { address, ...(inBrowser ? event.pick(devices) : { device: null, software: usual.software }) };
        },
        prompt: (time, event) => campaignPrompt(world, templates, 0.72, time, event),
        requests: (_, event) => Math.max(1, Math.round(event.logNormal(spec.requestsPerDay / (2 * TAKES_PART), 0.35))),
      };
    },
    usage: ({ ring, index }, _life, midnight) => {
      const shift = stream.random('shift', ring);
      const first = (shift.between(0, 5) + 1) * HOUR;
      const today = stream.random('today', index, midnight / DAY);
      return [first, first + 9 * HOUR]
        .map((at) => midnight + at + today.float() * 2.5 * HOUR)
        .filter(() => today.chance(TAKES_PART));
    },
  };
};
