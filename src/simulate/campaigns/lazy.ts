import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import { cardFingerprint, deviceHash, mailAddress, personName, postalAddress, subAddress } from '../world/people.ts';
import { browserSoftware, programSoftware } from '../world/software.ts';
import type { Campaign, Operation } from './campaign.ts';
import { campaignPrompt, campaignTemplates } from './templates.ts';

const ACCOUNTS_PER_CARD = 20;
const ACCOUNTS_PER_DEVICE = 12;
const ACCOUNTS_PER_SERVER = 25;
const ACCOUNTS_PER_MAILBOX = 6;
const BURST = 90 * MINUTE;
/** Days between the bursts of two rings. */
const BURST_EVERY = 9;

/** One script on a few servers: signups in one night, few cards, few templates, once a day at the same time. */
export const lazy = ({ world, spec, stream }: Campaign): Operation => {
  const kitOf = memo((ring) => {
    const shared = stream.random('ring', ring);
    return {
      browser: browserSoftware(shared),
      program: programSoftware(shared),
      templates: campaignTemplates(shared, 4),
      firstServer: shared.int(1 << 22),
    };
  });
  return {
    life: ({ ring, index }) => {
      const plan = stream.random('plan', ring);
      const own = stream.random('life', index);
      const last = world.scenario.days - 1;
      const day = Math.min(last, spec.startDay + ((ring * BURST_EVERY) % Math.max(1, last - spec.startDay)));
      const signup = world.start + day * DAY + plan.between(0, 20) * HOUR + own.float() * BURST;
      return {
        signup,
        leaves: signup + own.exponential(250 * DAY),
        paysAfter: own.between(2, 40) * MINUTE,
        sessionsPerDay: 1,
        shape: 'flat',
        offset: 0,
        consoleShare: 0.04,
      };
    },
    traits: ({ ring, place, ringSize, index, person }, own) => {
      const { browser, program, templates, firstServer } = kitOf(ring);
      const card = stream.random('card', ring, Math.floor(place / ACCOUNTS_PER_CARD));
      const cardValue = cardFingerprint(card);
      const billingAddress = postalAddress(card, world.networks.home(card.int(1 << 20)).country);
      const device = deviceHash(stream.random('device', ring, Math.floor(place / ACCOUNTS_PER_DEVICE)));
      const servers = Math.max(2, Math.ceil(ringSize / ACCOUNTS_PER_SERVER));
      const random = stream.random('traits', index);
      const mailbox = stream.random('mailbox', ring, Math.floor(place / ACCOUNTS_PER_MAILBOX));
      const first = index - (place % ACCOUNTS_PER_MAILBOX);
      const owner = world.mailbox(mailAddress(mailbox, personName(mailbox)), person.part, first);
      return {
        ...own,
        email: random.chance(0.35)
          ? subAddress(owner, random)
          : world.mailbox(mailAddress(random, personName(random)), person.part, index),
        phone: random.chance(0.15) ? own.phone : null,
        billingAddress,
        card: () => cardValue,
        connect: (_, purpose, event) => ({
          address: event.chance(0.08)
            ? world.networks.vpnExit(event)
            : world.networks.cloudServer(firstServer + event.int(servers)),
          ...(purpose !== 'use' ? { device, software: browser } : { device: null, software: program }),
        }),
        prompt: (time, event) => campaignPrompt(world, templates, 0.85, time, event),
        requests: (_, event) => Math.max(1, Math.round(event.logNormal(spec.requestsPerDay, 0.2))),
      };
    },
    usage: ({ ring, index }, _life, midnight) => {
      const plan = stream.random('script', ring);
      const nightly = plan.between(0, 21) * HOUR + plan.int(60) * MINUTE;
      const place = stream.random('place', index).float() * 40 * MINUTE;
      const today = stream.random('today', index, midnight / DAY);
      return [midnight + nightly + place + today.float() * 10 * MINUTE];
    },
  };
};
