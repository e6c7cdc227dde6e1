import { z } from 'zod';

const enabled = (initial: boolean) =>
  z.boolean().default(initial).describe('Switches this part alone; everyone else stays as they are.');
export const count = (initial: number, text: string) => z.int().min(0).max(5_000_000).default(initial).describe(text);

/** Decoys of the seed data: on unless switched off. */
const on = enabled(true);
/** The others: off unless switched on, so that the seed data stay as they are. */
const off = enabled(false);

/** Innocent sharing. Groups of one kind are dealt out by number and size; each decoy is switched and sized on its own. */
export const decoysSchema = z.strictObject({
  households: z
    .strictObject({
      enabled: on,
      households: count(170, 'Homes of 2–4 people: one address, sometimes one card or one computer.'),
    })
    .prefault({}),
  offices: z
    .strictObject({
      enabled: on,
      offices: count(1, 'Companies that pay all their seats by one card behind one egress prefix.'),
      seats: count(200, 'Accounts of one office.'),
    })
    .prefault({}),
  classes: z
    .strictObject({
      enabled: on,
      classes: count(1, 'Courses in which everybody sends one prompt in one hour.'),
      students: count(60, 'Accounts of one class.'),
    })
    .prefault({}),
  carriers: z
    .strictObject({
      enabled: on,
      carriers: count(1, 'Internet providers that put their customers behind carrier-grade NAT.'),
      accounts: count(1_000, 'Accounts behind one carrier.'),
      addresses: z.int().min(1).max(256).default(6).describe('IPv4 addresses that one carrier shows for all of them.'),
    })
    .prefault({}),
  ci: z
    .strictObject({
      enabled: on,
      accounts: count(25, 'Build pipelines of different companies: one public template, at fixed minutes.'),
    })
    .prefault({}),
  severalAccounts: z
    .strictObject({ enabled: on, people: count(60, 'People with 2–4 accounts of their own on one device.') })
    .prefault({}),
  travellers: z
    .strictObject({
      enabled: on,
      accounts: count(60, 'People who sign in from hotels, airports and roaming networks.'),
    })
    .prefault({}),
  promptLibrary: z
    .strictObject({
      enabled: on,
      share: z
        .number()
        .min(0)
        .max(1)
        .default(0.15)
        .describe('Share of innocents who use it now and then; campaigns use it as cover.'),
      prompts: z.int().min(1).max(10_000).default(80).describe('Prompts in the public library.'),
    })
    .prefault({}),
  universities: z
    .strictObject({
      enabled: off,
      universities: count(2, 'Universities: one prefix, one mail domain, computer rooms, templates that go round.'),
      accounts: count(1_500, 'Accounts of one university.'),
    })
    .prefault({}),
  corporateCards: z
    .strictObject({
      enabled: off,
      companies: count(8, 'Companies whose administrator makes all seats within an hour, on one card and one device.'),
      fewest: count(50, 'Seats of the smallest company; sizes are drawn evenly on a logarithmic scale.'),
      most: count(500, 'Seats of the largest company.'),
    })
    .prefault({}),
  vpn: z
    .strictObject({
      enabled: off,
      accounts: count(1_500, 'People who are always on one commercial VPN, most of them at the exit nearby.'),
    })
    .prefault({}),
  courses: z
    .strictObject({
      enabled: off,
      courses: count(6, 'Weekly courses: signed up in the first lesson, one prompt in the same hour every week.'),
      students: count(60, 'Accounts of one course.'),
      weeks: z.int().min(1).max(52).default(6).describe('Lessons of one course, a week apart.'),
    })
    .prefault({}),
  resellers: z
    .strictObject({
      enabled: off,
      resellers: count(4, 'Resellers who make the accounts of their customers on one card and one device.'),
      customers: count(120, 'Accounts of one reseller.'),
    })
    .prefault({}),
  evaluators: z
    .strictObject({
      enabled: off,
      accounts: count(120, 'Teams that run public benchmarks from several clouds when a new model is out.'),
      benchmarks: z.int().min(1).max(50).default(3).describe('Public benchmarks that they choose from.'),
    })
    .prefault({}),
  agencies: z
    .strictObject({
      enabled: off,
      agencies: count(5, 'Agencies with accounts for their clients on shared computers, with templates of their own.'),
      accounts: count(60, 'Accounts of one agency.'),
    })
    .prefault({}),
  recreated: z
    .strictObject({
      enabled: off,
      people: count(300, 'People who lost a password and began again with a new account, once or twice.'),
    })
    .prefault({}),
  press: z
    .strictObject({
      enabled: off,
      accounts: count(5_000, 'Honest signups that a press event brings, nearly all within an hour.'),
      day: z.int().min(0).default(24).describe('Day of the scenario on which it is in the press.'),
    })
    .prefault({}),
});
