import { DAY, type DayShape, HOUR, timeOfDay, weekday } from '../calendar.ts';
import type { Connection, Life, Traits } from '../part.ts';
import type { Random, Stream } from '../random.ts';
import { zipf } from '../random.ts';
import type { Home } from '../world/networks.ts';
import { utcOffset } from '../world/networks.ts';
import {
  cardFingerprint,
  deviceHash,
  mailAddress,
  organisationDomain,
  personName,
  phoneNumber,
  postalAddress,
  workAddress,
} from '../world/people.ts';
import { browserSoftware, programSoftware, REFERRAL_CODES } from '../world/software.ts';
import type { World } from '../world/world.ts';
import { habits, type Style } from './habits.ts';

/** Who somebody is before anything special about their part: every part starts from here and overrides. */
export interface Person {
  readonly world: World;
  /** The part's own randomness. */
  readonly stream: Stream;
  readonly index: number;
  /** The part's number, see PART. */
  readonly part: number;
  readonly home: Home;
}

const REFERRALS = zipf(REFERRAL_CODES.length);

/** Ordinary lives: growth in signups, a third leaves after a trial, use is heavy-tailed. */
export const personLife = (person: Person, fixed: { style?: Style; signup?: number } = {}): Life => {
  const { world, stream, index, home } = person;
  const random = stream.random('life', index);
  const style = drawStyle(random);
  const offset = utcOffset(home.country, random);
  const shape: DayShape = SHAPES[fixed.style ?? style];
  const midnight = world.start + random.weighted(world.signups) * DAY;
  const drawn = timeOfDay(random, midnight, shape === 'flat' ? 'work' : shape, offset);
  const signup = fixed.signup ?? drawn;
  const trial = random.chance(0.35);
  const stays = trial ? random.exponential(1.5 * DAY) : 5 * DAY + random.exponential(70 * DAY);
  const pays = random.chance(trial ? 0.06 : 0.5);
  return {
    signup,
    leaves: signup + stays,
    paysAfter: pays ? (random.chance(0.5) ? random.between(2, 20) * 60_000 : random.exponential(5 * DAY)) : null,
    sessionsPerDay:
      Math.min(1.8, random.logNormal(RATES[fixed.style ?? style], 1.05)) * world.scenario.population.activity,
    shape,
    offset,
    consoleShare: CONSOLE[fixed.style ?? style],
  };
};

/** The style that `personLife` drew: the first draw of the same stream. */
const personStyle = ({ stream, index }: Person): Style => drawStyle(stream.random('life', index));

const drawStyle = (random: Random): Style => {
  const at = random.float();
  return at < 0.55 ? 'chat' : at < 0.88 ? 'developer' : 'service';
};

const SHAPES: Record<Style, DayShape> = { chat: 'private', developer: 'work', service: 'flat' };
const RATES: Record<Style, number> = { chat: 0.085, developer: 0.13, service: 0.26 };
const CONSOLE: Record<Style, number> = { chat: 0.2, developer: 0.15, service: 0.05 };

export const personTraits = (person: Person, fixed: { style?: Style } = {}): Traits => {
  const { world, stream, index, part, home } = person;
  const random = stream.random('traits', index);
  const style = fixed.style ?? personStyle(person);
  const name = personName(random);
  const company = style === 'chat' ? null : random.chance(style === 'service' ? 0.6 : 0.25) ? random.int(510) : null;
  const ownDomain = organisationDomain(random);
  const email =
    company === null ? world.mailbox(mailAddress(random, name), part, index) : workAddress(name, ownDomain, 0);
  const number = world.phoneNumber(part, index);
  const hasPhone = random.chance(0.55);
  const referral = random.chance(0.12) ? REFERRAL_CODES[random.weighted(REFERRALS)]! : null;
  const billingAddress = postalAddress(random, home.country);
  const cards = [cardFingerprint(random), cardFingerprint(random)] as const;
  // One card in twenty is replaced some day.
  const replaced = random.chance(0.05) ? world.start + random.float() * (world.end - world.start) : Infinity;
  const ownHabits = habits(world, stream.child('habits', index), style);
  const place = connection(person, random, style, company);
  return {
    email,
    phone: hasPhone && number !== null ? phoneNumber(number) : null,
    referral,
    billingAddress,
    card: (time) => cards[time < replaced ? 0 : 1],
    connect: place,
    prompt: ownHabits.prompt,
    requests: (_, event) => ownHabits.requests(event),
  };
};

/** Where somebody is and what they hold in their hand. */
const connection = (person: Person, random: Random, style: Style, company: number | null): Traits['connect'] => {
  const { world, home } = person;
  const { networks } = world;
  const computer = { device: deviceHash(random), software: browserSoftware(random) };
  const phone = { device: deviceHash(random), software: browserSoftware(random) };
  const program = programSoftware(random);
  const usesPrograms = style === 'developer' ? 0.55 : style === 'service' ? 1 : 0.02;
  const vpn = random.chance(0.05) ? 0.6 : 0.01;
  const region = random.int(16) + 16 * person.index;
  const desk = random.between(2, 9);
  const onPlatform = random.chance(0.3);
  const server = random.int(1 << 22);

  const fromHome = (time: number, event: Random): Connection => ({
    ...computer,
    address: networks.homeAddress(home, time, 0, event),
  });
  return (time, purpose, event) => {
    const byProgram = purpose === 'use' && event.chance(usesPrograms);
    if (style === 'service' && byProgram) {
      const address = onPlatform ? networks.platformEgress(event) : networks.cloudServer(server);
      return { address, device: null, software: program };
    }
    const at = event.float();
    const elsewhere = ((): Connection => {
      if (event.chance(vpn)) return { ...computer, address: networks.vpnExit(event) };
      if (at < 0.14) return { ...phone, address: networks.mobileAddress(home.country, region, event) };
      if (at < 0.17) {
        const address = networks.publicPlace(event);
        // Some places have a computer for everybody.
        if (!event.chance(0.1)) return { ...computer, address };
        const terminal = world.root.random('terminal', address);
        return { device: deviceHash(terminal), software: browserSoftware(terminal), address };
      }
      const hour = Math.floor(time / HOUR) % 24;
      const working = weekday(time) < 5 && hour >= 6 && hour < 20;
      if (company !== null && working && at < 0.8) {
        return { ...computer, address: networks.organisation(company + 2, desk) };
      }
      if (at < 0.27) return { ...phone, address: networks.homeAddress(home, time, 1, event) };
      return fromHome(time, event);
    })();
    return byProgram ? { address: elsewhere.address, device: null, software: program } : elsewhere;
  };
};
