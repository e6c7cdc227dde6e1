import { DAY, HOUR, MINUTE } from '../calendar.ts';
import { memo } from '../memo.ts';
import type { Life } from '../part.ts';
import type { Random } from '../random.ts';
import { cardFingerprint, deviceHash, postalAddress } from '../world/people.ts';
import type { Campaign, Member, Operation } from './campaign.ts';
import { proxyExit } from './proxies.ts';
import { campaignPrompt, campaignTemplates, grown, sample } from './templates.ts';

/** The network grows for so many days; a ring's accounts are made in batches of two hours. */
const GROWS_DAYS = 20;
const BATCHES = 3;
const BATCH = 2 * HOUR;
/** Place in a block of six to card: a prepaid card pays for one, two or three accounts. */
const CARD_OF_SIX = [0, 1, 1, 2, 2, 2] as const;
/** How often a replacement comes from the machine of the account before. */
const SAME_MACHINE = 0.4;
const TEMPLATES = { least: 40, accountsEach: 50 };
const TEMPLATES_OF_RING = { least: 12, accountsEach: 30 };
const TEMPLATES_OF_JOB = 4;
/** Of its days a ring has a job on so many; of a job's accounts so many take part; resold traffic has so many sessions a day. */
const JOBS = 0.7;
const TAKES_PART = 0.8;
const RESOLD = 0.55;
const JOB = 3 * HOUR;
/** Share of the requests that is distillation. */
const DISTILS = 0.75;
const EXITS_PER_ACCOUNT = 0.5;
const DAYS = 100_000;

/**
 * A proxy network that resells access and distils through it: jobs go to a ring's accounts within three hours, customers'
 * ordinary traffic runs through the same accounts at all hours, all by one pool of exits, and who is banned is replaced within
 * days: another mail address, another card, now and then the same machine.
 */
export const hydra = ({ world, spec, stream, library, rings }: Campaign): Operation => {
  const all = campaignTemplates(library.random('templates'), grown(TEMPLATES, spec.accounts));
  const familyOf = memo((ring) =>
    sample(all, grown(TEMPLATES_OF_RING, rings.size(ring)), stream.random('family', ring)),
  );
  /** The ring's job on a day; null on a day without one. */
  const jobOf = memo((key) => {
    const ring = Math.floor(key / DAYS);
    const random = stream.random('job', ring, key % DAYS);
    const begins = random.float() * (DAY - JOB);
    return random.chance(JOBS) ? { begins, templates: sample(familyOf(ring), TEMPLATES_OF_JOB, random) } : null;
  });
  const jobOn = (ring: number, time: number) => jobOf(ring * DAYS + Math.floor(time / DAY));
  const exits = Math.max(8, Math.ceil(spec.accounts * EXITS_PER_ACCOUNT));
  const generations =
    spec.bansPerDay === 0 ? 1 : 1 + Math.min(15, Math.ceil(world.scenario.days / Math.max(1, spec.bansAfter)));

  const atWork = (ring: number, time: number): boolean => {
    const job = jobOn(ring, time);
    const at = time % DAY;
    return job !== null && at >= job.begins && at < job.begins + JOB;
  };

  const banOf = (signup: number, slot: Random): number =>
    signup + (spec.bansAfter + slot.exponential(1 / spec.bansPerDay)) * DAY;
  /** Accounts of one place follow each other: signup, ban, some days, signup. */
  const lifeOf = ({ ring, place, generation }: Member): Life => {
    const batch = stream.random('batch', ring, place % BATCHES);
    const slot = stream.random('slot', ring, place);
    const room = Math.max(1, Math.min(GROWS_DAYS, world.scenario.days - spec.startDay - 1));
    let signup = world.start + (spec.startDay + batch.float() * room) * DAY + slot.float() * BATCH;
    let leaves = signup + slot.exponential(300 * DAY);
    for (let account = 0; account < generation; account++) {
      signup = banOf(signup, slot) + (0.2 + slot.exponential(1.2)) * DAY;
      leaves = signup + slot.exponential(300 * DAY);
    }
    if (spec.bansPerDay > 0) leaves = Math.min(leaves, banOf(signup, slot));
    return {
      signup,
      leaves,
      paysAfter: slot.chance(0.7) ? slot.between(2, 60) * MINUTE : slot.exponential(2 * DAY),
      sessionsPerDay: JOBS * TAKES_PART + RESOLD,
      shape: 'flat',
      offset: 0,
      consoleShare: 0.06,
    };
  };

  return {
    generations,
    life: lifeOf,
    traits: (member, own) => {
      const { ring, place, generation } = member;
      const block = Math.floor(place / 6) * 3 + CARD_OF_SIX[place % 6]!;
      const card = stream.random('card', ring, block, generation);
      const cardValue = cardFingerprint(card);
      const billingAddress = postalAddress(card, member.person.home.country);
      const before = generation > 0 && stream.random('machine', ring, place, generation).chance(SAME_MACHINE);
      const machine = deviceHash(stream.random('device', ring, place, before ? generation - 1 : generation));
      return {
        ...own,
        billingAddress,
        card: () => cardValue,
        connect: (time, purpose, event) => {
          const usual = own.connect(time, purpose, event);
          const way = event.float();
          const address =
            way < 0.1
              ? world.networks.vpnExit(event)
              : way < 0.35
                ? world.networks.cloudServer(stream.random('rack', event.int(Math.ceil(exits / 8))).int(1 << 22))
                : proxyExit(world, stream, event.int(exits), time, event);
          return { ...usual, address, device: usual.device === null ? null : machine };
        },
        prompt: (time, event) => {
          const job = atWork(ring, time) ? jobOn(ring, time) : null;
          return job === null ? own.prompt(time, event) : campaignPrompt(world, job.templates, 0.8, time, event);
        },
        requests: (time, event) => {
          const [share, sessions] = atWork(ring, time) ? [DISTILS, JOBS * TAKES_PART] : [1 - DISTILS, RESOLD];
          return Math.max(1, Math.round(event.logNormal((spec.requestsPerDay * share) / sessions, 0.4)));
        },
      };
    },
    usage: ({ ring, index }, _life, midnight) => {
      const today = stream.random('today', index, midnight / DAY);
      const job = jobOn(ring, midnight);
      const works = job !== null && today.chance(TAKES_PART) ? [midnight + job.begins + today.float() * JOB] : [];
      const resold = Array.from({ length: Math.min(3, today.poisson(RESOLD)) }, () => midnight + today.float() * DAY);
      return [...works, ...resold];
    },
  };
};
