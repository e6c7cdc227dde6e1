import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { TOKEN_ALGORITHMS } from './access/oidc/algorithms.ts';
import { isSafeUrl } from './access/oidc/safe-url.ts';
import { ROLES } from './access/roles.ts';
import { accountRule } from './account-rules.ts';
import { engineConfig } from './engine/config.ts';
import { NETWORK_CLASSES } from './network-classes.ts';
import { ATTRIBUTE_TYPES } from './signals/types.ts';

const name = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and _, beginning with a letter');

const isRange = (text: string): boolean => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

/** The configuration file's schema (`ringfence.config.yaml`); docs/configuration.md is generated from it. */
export const configSchema = z.strictObject({
  home: z
    .string()
    .min(1)
    .default('.ringfence')
    .describe('Folder for keys, passwords, the managed Neo4j and reject files.'),
  neo4j: z
    .strictObject({
      uri: z
        .string()
        .optional()
        .describe('Bolt URI of a server of yours; without it one is started (Docker, else managed).'),
      user: z.string().default('neo4j').describe('User name at that server.'),
      password: z.string().optional().describe('Password at that server; prefer passwordFile.'),
      passwordFile: z.string().optional().describe('File whose first line is the password.'),
      database: z.string().default('neo4j').describe('Database name.'),
    })
    .prefault({}),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on; loopback unless you decide otherwise.'),
      port: z.int().min(0).max(65535).default(8787).describe('Port of the REST API; 0 takes a free one.'),
      graceSeconds: z
        .int()
        .min(0)
        .max(600)
        .default(10)
        .describe('How long requests in flight may take to end when the service stops; then they are answered 503.'),
      trustedProxies: z
        .array(z.string().refine(isRange, 'must be an address or a range like 10.0.0.0/8'))
        .default([])
        .describe(
          'Proxies that are believed when X-Forwarded-For says whom they ask for; what the audit trail says of where depends on it.',
        ),
    })
    .prefault({}),
  access: z
    .strictObject({
      requestsPerMinute: z
        .int()
        .min(0)
        .default(12_000)
        .describe('Requests that one key or person may send within a minute to one instance; 0 sets no limit.'),
      sessions: z
        .strictObject({
          idleMinutes: z
            .int()
            .min(5)
            .max(1440)
            .default(30)
            .describe('How long a session of the console lasts without being used.'),
          hours: z
            .int()
            .min(1)
            .max(168)
            .default(12)
            .describe('How long it lasts in any case; one that was begun with a token ends with it at the latest.'),
        })
        .prefault({}),
      oidc: z
        .strictObject({
          issuer: z
            .string()
            .refine(isSafeUrl, 'must be an https URL')
            .optional()
            .describe('URL of an OpenID provider whose tokens are taken; none are without it.'),
          audience: z.string().min(1).default('ringfence').describe('What a token must name as its audience (`aud`).'),
          rolesClaim: z
            .string()
            .min(1)
            .default('roles')
            .describe('Claim with the roles, or a path to it with dots (`realm_access.roles`).'),
          roles: z
            .array(
              z.strictObject({
                value: z.string().min(1).describe('A value of that claim.'),
                role: z.enum(ROLES).describe('The role that it brings.'),
              }),
            )
            .default([])
            .describe('Which values bring which role; where there are none, the values are the names of roles.'),
          algorithms: z
            .array(z.enum(TOKEN_ALGORITHMS))
            .min(1)
            .default(['RS256', 'ES256', 'EdDSA'])
            .describe('Signature algorithms that are taken.'),
          clockSkewSeconds: z.int().min(0).max(300).default(30).describe('How far the clocks may differ.'),
        })
        .prefault({}),
    })
    .prefault({}),
  privacy: z
    .strictObject({
      keyFile: z
        .string()
        .optional()
        .describe('File with the service keys for HMAC-SHA-256; made in `home` at first start when absent.'),
    })
    .prefault({}),
  signals: z
    .strictObject({
      captionAccounts: z
        .int()
        .min(2)
        .default(10)
        .describe('Accounts that must have used a prompt template before words of its own stand in its caption.'),
      types: z
        .array(
          z.strictObject({
            name: name.describe('Name in events.'),
            label: z
              .string()
              .regex(/^[A-Z][A-Za-z0-9]{0,39}$/)
              .describe('Neo4j label, PascalCase.'),
            relationship: z
              .string()
              .regex(/^[A-Z][A-Z0-9_]{0,39}$/)
              .describe('Neo4j relationship type, UPPER_SNAKE.'),
            kind: z
              .enum(['identifier', 'behaviour'])
              .default('identifier')
              .describe('Belongs to somebody, or is done.'),
            family: name
              .optional()
              .describe('Types of one family are not independent proofs; the own name when absent.'),
            privacy: z
              .enum(['keyed', 'clear'])
              .default('keyed')
              .describe('What is kept: an HMAC, or the value itself.'),
            strength: z
              .number()
              .min(0)
              .max(1)
              .default(0.5)
              .describe('0–1: how hard it is to forge or share by chance.'),
            description: z.string().default('').describe('For people.'),
          }),
        )
        .default([])
        .describe('Signal types of your own.'),
      defaultCountry: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .optional()
        .describe('ISO country for phone numbers without a country code; without it such numbers are refused.'),
    })
    .prefault({}),
  accounts: z
    .strictObject({
      attributes: z
        .array(
          z.strictObject({
            name: name.describe('Name in events, and after `attr_` the property of an account.'),
            type: z.enum(ATTRIBUTE_TYPES).describe('What its values are.'),
          }),
        )
        .max(32)
        .refine((all) => new Set(all.map((one) => one.name)).size === all.length, 'must have different names')
        .default([])
        .describe(
          'What events may tell of an account itself, such as its plan or spend; kept as it is, and no evidence.',
        ),
    })
    .prefault({}),
  bans: z
    .strictObject({
      confirmedOnly: z
        .boolean()
        .default(false)
        .describe('Whether only accounts of rings that were confirmed are put on the list of a ban batch.'),
      exclude: z
        .array(accountRule)
        .default([])
        .describe(
          'Accounts that are left out of ban batches, each with the rule that did it: {attribute, in}, {attribute, atLeast} or {olderThanDays}.',
        ),
      approval: z
        .strictObject({
          twoFrom: z.int().min(1).default(1000).describe('Batches of at least so many accounts need two approvers.'),
          twoIf: z
            .array(accountRule)
            .default([])
            .describe('Batches with an account that one of these rules picks need two approvers, too.'),
        })
        .prefault({}),
    })
    .prefault({}),
  ingest: z
    .strictObject({
      maxEvents: z.int().min(1).max(100_000).default(10_000).describe('Events in one request.'),
      maxBytes: z
        .int()
        .min(1024)
        .default(16 * 1024 * 1024)
        .describe('Bytes of one request, after decompression.'),
      chunkEvents: z
        .int()
        .min(1)
        .default(1000)
        .describe('Events in one transaction. Fixed for a batch when it begins.'),
      inFlight: z.int().min(1).max(64).default(6).describe('Transactions in flight for the whole service.'),
      maxRequests: z.int().min(1).default(8).describe('Ingest requests at work at once; the next one gets 429.'),
      futureToleranceSeconds: z.int().min(0).default(300).describe('How far in the future an event time may lie.'),
      rememberDays: z.int().min(1).default(30).describe('How long a batch key is remembered for replays.'),
    })
    .prefault({}),
  detection: z
    .strictObject({
      schedule: z.string().optional().describe('Cron pattern (UTC) for runs, e.g. "0 */6 * * *"; none when absent.'),
      keepRuns: z.int().min(1).default(5).describe('Published runs whose rings are kept in the graph.'),
      leaseSeconds: z.int().min(1).default(30).describe('A run whose instance is silent for this long is given up.'),
      increments: z
        .strictObject({
          mode: z
            .enum(['auto', 'off'])
            .default('auto')
            .describe(
              'Whether a run after few changes goes on from what its instance kept of the last one, or every run is a whole one.',
            ),
          memoryMib: z
            .int()
            .min(1)
            .default(2048)
            .describe(
              'Memory that may be kept between runs: some 400 bytes an account and 60 an observation and a link. What takes more is not kept, and the next run is a whole one.',
            ),
          most: z.int().min(1).default(24).describe('A whole run is due after so many increments.'),
        })
        .prefault({}),
      engine: engineConfig.prefault({}),
    })
    .prefault({}),
  cases: z
    .strictObject({
      reopen: z
        .strictObject({
          grewBy: z
            .number()
            .min(0)
            .default(0.2)
            .describe(
              'A closed case is opened again when its ring has grown by this share since the case last spoke of its size; 0 for never.',
            ),
          split: z.boolean().default(true).describe('The same when the ring has split.'),
          merged: z.boolean().default(true).describe('The same when the ring has merged with another.'),
        })
        .prefault({}),
    })
    .prefault({}),
  matching: z
    .strictObject({
      memoryMib: z
        .int()
        .min(1)
        .default(1024)
        .describe(
          'Memory for the rings that accounts are matched with; the least sure rings are left out where it is not enough.',
        ),
    })
    .prefault({}),
  deliveries: z
    .strictObject({
      allowPrivate: z
        .array(z.string().refine(isRange, 'must be an address or a range like 10.0.0.0/8'))
        .default([])
        .describe('Ranges that are not public but may be sent to, also without TLS: where receivers of your own are.'),
      folder: z
        .string()
        .min(1)
        .optional()
        .describe('Where file drops are written; `deliveries` in `home` when absent.'),
      inFlight: z
        .int()
        .min(1)
        .max(64)
        .default(8)
        .describe('Messages that one instance sends at once; at most half of them to one receiver.'),
      timeoutSeconds: z.int().min(1).max(300).default(30).describe('How long one attempt may take in all.'),
      attempts: z.int().min(1).max(100).default(14).describe('Attempts before a message is given up (dead).'),
      firstRetrySeconds: z
        .number()
        .min(0.01)
        .default(5)
        .describe('Longest wait before the second attempt; it doubles with each, and a random part of it is waited.'),
      mostRetrySeconds: z.number().min(0.01).default(14_400).describe('Longest wait between two attempts.'),
      rememberDays: z
        .int()
        .min(1)
        .default(30)
        .describe('How long it is remembered what was delivered; dead ones stay.'),
    })
    .prefault({}),
  networks: z
    .strictObject({
      mmdb: z
        .array(z.string().min(1))
        .default([])
        .describe(
          'Files of the MaxMind DB format with ASN, country or kind of network; the first that knows a fact says it.',
        ),
      lists: z
        .array(
          z.strictObject({
            file: z.string().min(1).describe('Text file with a range or an ASN a line; may be gzip.'),
            class: z.enum(NETWORK_CLASSES).describe('What its addresses are (docs/networks.md explains each).'),
            name: z
              .string()
              .min(1)
              .max(100)
              .optional()
              .describe("Shown with the addresses; the file's name when absent."),
            kind: z
              .enum(['cidr', 'asn'])
              .optional()
              .describe('What its lines are; without it each line says it itself.'),
          }),
        )
        .default([])
        .describe('Lists of ranges and of autonomous systems.'),
      pollSeconds: z
        .int()
        .min(1)
        .default(30)
        .describe('How often the files are looked at where the file system does not tell of changes.'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      schedule: z
        .string()
        .optional()
        .describe('Cron pattern (UTC) by which what is too old goes, e.g. "30 3 * * *"; never by itself when absent.'),
      accountsUnseenDays: z
        .int()
        .min(1)
        .max(36_500)
        .optional()
        .describe('Accounts that were not seen for so many days are erased; kept when absent.'),
      observationDays: z
        .int()
        .min(1)
        .max(36_500)
        .optional()
        .describe('Observations whose last time is so many days ago are removed; kept when absent.'),
      signals: z
        .array(
          z.strictObject({
            type: name.describe('Name of a signal type.'),
            days: z.int().min(1).max(36_500).describe('The same for observations of this type.'),
          }),
        )
        .default([])
        .describe('Signal types that are kept for longer or shorter.'),
      runDays: z
        .int()
        .min(1)
        .max(36_500)
        .optional()
        .describe('Runs of which no rings are kept are removed after so many days; kept when absent.'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
        .default('info')
        .describe('Least level written.'),
    })
    .prefault({}),
});

export type Config = z.output<typeof configSchema>;
