import { DAY } from '../calendar.ts';
import { population } from '../ordinary/population.ts';
import type { Part } from '../part.ts';
import type { Random } from '../random.ts';
import { subAddress } from '../world/people.ts';
import type { Campaign, Operation } from './campaign.ts';

/** Accounts of one ring that share a victim's signals, and how often a connection of theirs does. */
const FRAMERS = [3, 8] as const;
const CONNECTS = 0.3;
/** How often what is shared of a victim: the home line is always. */
const DEVICE = 0.5;
const MAILBOX = 0.3;
const CARD = 0.25;
/** Victims are there before the campaign ends its signups and stay for so many days of it. */
const STAYS_DAYS = 20;

interface Frame {
  /** Index in the ordinary population. */
  readonly victim: number;
  readonly device: boolean;
  readonly mailbox: boolean;
  readonly card: boolean;
}

/**
 * Another operation that pulls in victims: some accounts of a ring come by the line of the victim's home (a residential
 * proxy), show the victim's device hash, sign up with sub-addresses of the victim's mailbox, pay by the victim's stolen card.
 * The victims do nothing else than they always did.
 */
export const framing =
  (base: (campaign: Campaign) => Operation) =>
  (campaign: Campaign): Operation => {
    const { world, stream } = campaign;
    const operation = base(campaign);
    const ordinary = population(world);
    const { byMember, victims } = framesOf(campaign, ordinary);
    return {
      ...operation,
      victims: new Set(victims.map((victim) => ordinary.accountId(victim))),
      traits: (member, own) => {
        const its = operation.traits(member, own);
        const frames = byMember.get(member.index);
        if (frames === undefined) return its;
        const mail = frames.find(({ mailbox }) => mailbox);
        const stolen = frames.find(({ card }) => card);
        const stolenFrom = stolen && ordinary.traits(stolen.victim);
        return {
          ...its,
          email: mail
            ? subAddress(ordinary.traits(mail.victim).email, stream.random('alias', member.index))
            : its.email,
          billingAddress: stolenFrom?.billingAddress ?? its.billingAddress,
          card: stolenFrom?.card ?? its.card,
          connect: (time, purpose, event) => {
            const connection = its.connect(time, purpose, event);
            if (!event.chance(CONNECTS)) return connection;
            const { victim, device } = event.pick(frames);
            // In a browser, so that the address is one of a person and the device is known.
            const shown = ordinary.traits(victim).connect(time, 'session', event);
            const forged = device && connection.device !== null ? shown.device : connection.device;
            return { ...connection, address: shown.address, device: forged };
          },
        };
      },
    };
  };

/** Who shares what of whom, drawn once: O(victims × framers). */
const framesOf = ({ world, spec, stream, rings }: Campaign, ordinary: Part) => {
  const byMember = new Map<number, Frame[]>();
  const victims: number[] = [];
  const drawVictim = (random: Random): number | null => {
    const from = world.start + spec.startDay * DAY;
    for (let attempt = 0; attempt < 200 && ordinary.size > 0; attempt++) {
      const victim = random.int(ordinary.size);
      const { signup, leaves } = ordinary.life(victim);
      if (signup < Math.min(world.end, from + STAYS_DAYS * DAY) && leaves > from + STAYS_DAYS * DAY) return victim;
    }
    return null;
  };
  for (let number = 0; number < spec.victims; number++) {
    const random = stream.random('victim', number);
    const victim = drawVictim(random);
    if (victim === null) continue;
    victims.push(victim);
    const { ring, ringSize } = rings.of(random.int(spec.accounts));
    const frame = {
      victim,
      device: random.chance(DEVICE),
      mailbox: random.chance(MAILBOX),
      card: random.chance(CARD),
    };
    for (let framer = random.between(...FRAMERS); framer > 0; framer--) {
      const member = rings.first(ring) + random.int(ringSize);
      byMember.set(member, [...(byMember.get(member) ?? []), frame]);
    }
  }
  return { byMember, victims };
};
