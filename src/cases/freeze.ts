import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { RingfenceError } from '../errors.ts';
import type { Subject } from './rows.ts';

interface Page {
  readonly run: { readonly id: string };
  readonly members: readonly {
    readonly id: string;
    readonly strength: number;
    readonly bits: number;
    readonly evidence: readonly { readonly key: string }[];
  }[];
  readonly next: string | null;
}

/** What other rooms know of what a case is about. Each throws `not-found`. */
export interface EvidenceSources {
  ring(id: string): Promise<{ readonly run: { readonly id: string } }>;
  members(ring: string, page: { limit: number; cursor?: string | undefined }): Promise<Page>;
  account(id: string): Promise<object>;
  signal(key: string): Promise<object>;
  signalAccounts(
    key: string,
    page: { limit: number },
  ): Promise<{ readonly accounts: readonly object[]; readonly next: string | null }>;
}

export interface Frozen {
  /** The run whose ring it is; null of what does not belong to a run. */
  readonly run: string | null;
  /** Canonical JSON (RFC 8785). */
  readonly content: string;
  /** SHA-256 of the content, hex. */
  readonly hash: string;
}

const MEMBERS_A_PAGE = 1000;
const SIGNAL_ACCOUNTS = 1000;
/** A run may be published in the middle; the ring is then read again. */
const TRIES = 3;

/** The evidence as it is now: whole rings with every member and what ties it, an account with its signals, a signal with its accounts. */
export const freeze = async ({ kind, target }: Subject, sources: EvidenceSources): Promise<Frozen> => {
  if (kind === 'ring') return frozenRing(target, sources);
  if (kind === 'account') return frozen(null, { account: await sources.account(target) });
  const signal = await sources.signal(target);
  const { accounts, next } = await sources.signalAccounts(target, { limit: SIGNAL_ACCOUNTS });
  return frozen(null, { signal, accounts, moreAccounts: next !== null });
};

export const hashOfContent = (content: string): string => createHash('sha256').update(content).digest('hex');

const frozen = (run: string | null, evidence: object): Frozen => {
  // Once through JSON: what is not there has no place in the canonical form.
  const content = canonicalJson(JSON.parse(JSON.stringify(evidence)));
  return { run, content, hash: hashOfContent(content) };
};

const frozenRing = async (id: string, sources: EvidenceSources): Promise<Frozen> => {
  for (let left = TRIES; ; ) {
    try {
      const ring = await sources.ring(id);
      const members: object[] = [];
      let cursor: string | undefined;
      do {
        const page = await sources.members(id, { limit: MEMBERS_A_PAGE, cursor });
        if (page.run.id !== ring.run.id) throw anotherRun();
        for (const { id: account, strength, bits, evidence } of page.members)
          members.push({ account, strength, bits, evidence: evidence.map(({ key }) => key) });
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return frozen(ring.run.id, { ring, members });
    } catch (error) {
      if (!(error instanceof RingfenceError && error.type === 'cursor-expired') || --left === 0) throw error;
    }
  }
};

const anotherRun = (): RingfenceError =>
  new RingfenceError({
    type: 'cursor-expired',
    status: 410,
    detail: 'Another run was published while the ring was read.',
    mend: 'Try it again.',
  });
