import type { Actor, AuditEvent, AuditFacts } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { changedSince, requireMatch } from '../http/if-match.ts';
import { randomId } from '../random-id.ts';
import { type AddressRule, urlFault } from './address-rule.ts';
import type { Outbox } from './outbox.ts';
import type { NewReceiver, Receiver } from './schema.ts';
import { newSecret, type SecretBox } from './secrets.ts';
import type { DeliveriesStore, ReceiverEntry, ReceiverRow } from './store.ts';

interface Tagged<Body = Receiver> {
  readonly body: Body;
  readonly etag: string;
}
type WithSecret = Receiver & { readonly secret: string | null };

const HOUR_MS = 3_600_000;

/** Who is told, and by which secret they know that it is us. Secrets leave here once, when they are made. */
export const receiversService = ({
  store,
  outbox,
  box,
  rule,
  wake,
  now,
}: {
  store: DeliveriesStore;
  outbox: Outbox;
  box: SecretBox;
  rule: AddressRule;
  /** Tells the sender that there is something to send. */
  wake(): void;
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const found = async (id: string): Promise<ReceiverRow> => {
    const row = await store.receiver(id);
    if (row === null) throw notFound();
    return row;
  };
  /** One that may be changed by whoever saw this version. */
  const matched = async (id: string, ifMatch: string | undefined): Promise<ReceiverRow> => {
    const present = await found(id);
    requireMatch(ifMatch, etagOf(present), { missing: MISSING, changed: CHANGED });
    if (present.withdrawnAt !== null) throw withdrawn();
    return present;
  };
  const tagged = async (id: string): Promise<Tagged> => {
    const row = await found(id);
    return { body: shown(row, now()), etag: etagOf(row) };
  };
  const written = async (
    action: string,
    actor: Actor,
    id: string,
    present: ReceiverRow | null,
    entry: ReceiverEntry,
  ): Promise<Tagged> => {
    const before = present === null ? null : factsOf(present);
    const event: AuditEvent = { actor, action, targets: [{ kind: 'receiver', id }], before, after: factsOf(entry) };
    if (!(await store.writeReceiver(id, present?.version ?? 0, entry, event))) throw changedSince(CHANGED);
    return tagged(id);
  };
  const sealed = (kind: Receiver['kind'], id: string): { secret: string | null; seals: string[] } => {
    const secret = kind === 'webhook' ? newSecret() : null;
    return { secret, seals: secret === null ? [] : [box.seal(secret, id)] };
  };
  const said = (wanted: NewReceiver, by: Actor) => {
    const { kind, name, topics } = wanted;
    if (kind === 'webhook') {
      const fault = urlFault(wanted.url, rule);
      if (fault !== null) throw badUrl(fault);
    }
    return {
      ...{ kind, name, topics, by: by.name, at: now() },
      url: kind === 'webhook' ? wanted.url : null,
      folder: kind === 'file' ? wanted.folder : null,
      format: kind === 'file' ? wanted.format : null,
    };
  };

  return {
    get: tagged,

    /** Whether it is told anything. */
    isActive: async (id: string): Promise<boolean> => (await store.receiver(id))?.withdrawnAt === null,

    list: async (withWithdrawn: boolean): Promise<Receiver[]> =>
      (await store.receivers(withWithdrawn)).map((row) => shown(row, now())),

    /** Throws `invalid-request` for a URL that may not be. */
    add: async (wanted: NewReceiver, by: Actor): Promise<Tagged<WithSecret>> => {
      const id = randomId('rcv');
      const { secret, seals } = sealed(wanted.kind, id);
      const fresh = { secrets: seals, oldSecretUntil: null, withdrawnAt: null, createdAt: now() };
      const { body, etag } = await written('addReceiver', by, id, null, { ...said(wanted, by), ...fresh });
      return { body: { ...body, secret }, etag };
    },

    /** Throws `invalid-request`, `not-found`, `precondition-…`, `graph-conflict` for one that was withdrawn. */
    change: async (id: string, wanted: NewReceiver, ifMatch: string | undefined, by: Actor): Promise<Tagged> => {
      const present = await matched(id, ifMatch);
      if (present.kind !== wanted.kind) throw otherKind();
      return written('changeReceiver', by, id, present, { ...entryOf(present), ...said(wanted, by) });
    },

    /** A new secret; the former signs along for a while. Throws as `change` does. */
    renewSecret: async (
      id: string,
      keepHours: number,
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<Tagged<WithSecret>> => {
      const present = await matched(id, ifMatch);
      if (present.kind !== 'webhook') throw otherKind();
      const { secret, seals } = sealed(present.kind, id);
      const kept = keepHours === 0 ? [] : present.secrets.slice(0, 1);
      const oldSecretUntil = keepHours === 0 ? null : now() + keepHours * HOUR_MS;
      const entry = { ...entryOf(present), secrets: [...seals, ...kept], oldSecretUntil, by: by.name, at: now() };
      const { body, etag } = await written('renewReceiverSecret', by, id, present, entry);
      return { body: { ...body, secret }, etag };
    },

    /** What waits for it is given up. Throws as `change` does. */
    withdraw: async (id: string, ifMatch: string | undefined, by: Actor): Promise<Tagged> => {
      const present = await matched(id, ifMatch);
      const entry = { ...entryOf(present), withdrawnAt: now(), by: by.name, at: now() };
      // Nobody signs for it any more.
      return written('withdrawReceiver', by, id, present, { ...entry, secrets: [], oldSecretUntil: null });
    },

    /** Sends it a message that says nothing; the id of its delivery. */
    test: async (id: string): Promise<string> => {
      if ((await found(id)).withdrawnAt !== null) throw withdrawn();
      const message = { topic: 'test', receiver: id, type: 'test', subject: id } as const;
      const [put] = await store.inTransaction((tx) =>
        outbox.put(tx, [{ ...message, data: { message: 'A test of this receiver.' } }]),
      );
      wake();
      return put!.delivery;
    },
  };
};

export type ReceiversService = ReturnType<typeof receiversService>;

const MISSING = 'If-Match is missing: a change needs the ETag of the receiver that it was made on.';
const CHANGED = 'The receiver was changed since that ETag.';

const etagOf = ({ id, version }: Pick<ReceiverRow, 'id' | 'version'>): string => `"${id}.${version}"`;

const entryOf = ({ id, version, pending, dead, ...entry }: ReceiverRow): ReceiverEntry => entry;

/** The secrets that count at a time: the newest, and while it is being introduced the one before. */
export const secretsInForce = (
  { secrets, oldSecretUntil }: Pick<ReceiverRow, 'secrets' | 'oldSecretUntil'>,
  now: number,
): readonly string[] => (oldSecretUntil !== null && oldSecretUntil > now ? secrets.slice(0, 2) : secrets.slice(0, 1));

const shown = (row: ReceiverRow, now: number): Receiver => {
  const { secrets, oldSecretUntil, at, createdAt, withdrawnAt, topics, ...rest } = row;
  const inForce = secretsInForce(row, now).length;
  return {
    ...rest,
    topics: [...topics] as Receiver['topics'],
    secrets: inForce,
    oldSecretUntil: inForce > 1 ? rfc3339OrNull(oldSecretUntil) : null,
    at: rfc3339(at),
    createdAt: rfc3339(createdAt),
    withdrawnAt: rfc3339OrNull(withdrawnAt),
  };
};

/** A path or a query may be a secret of the receiver: the trail has where it is, not the whole URL. */
const factsOf = (entry: Omit<ReceiverEntry, 'by' | 'at'>): AuditFacts => ({
  ...{ name: entry.name, kind: entry.kind, topics: [...entry.topics], folder: entry.folder },
  origin: entry.url === null ? null : new URL(entry.url).origin,
  secrets: entry.secrets.length,
  withdrawn: entry.withdrawnAt !== null,
});

const notFound = (): RingfenceError =>
  new RingfenceError({
    ...{ type: 'not-found', status: 404, detail: 'There is no receiver with this id.' },
    mend: 'GET /v1/receivers lists them.',
  });

const withdrawn = (): RingfenceError =>
  new RingfenceError({
    ...{ type: 'graph-conflict', status: 409, detail: 'The receiver was withdrawn.' },
    mend: 'Add it again: POST /v1/receivers.',
  });

const otherKind = (): RingfenceError =>
  invalid('/kind', 'is not the kind of this receiver', 'Add another receiver, and withdraw this one.');

const badUrl = (reason: string): RingfenceError =>
  invalid('/url', reason, 'docs/deliveries.md says which URLs a receiver can have.');

const invalid = (pointer: string, reason: string, mend: string): RingfenceError =>
  new RingfenceError({
    ...{ type: 'invalid-request', status: 400, detail: 'The request has 1 problem.', mend },
    extra: { problems: [{ in: 'body', pointer, reason }] },
  });
