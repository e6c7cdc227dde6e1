import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Config } from '../config.ts';
import type { RoomContext } from '../room.ts';
import { loadSigningKeys, signingKeys } from '../signing-keys.ts';
import { batchRoutes } from './batch/routes.ts';
import { batchService } from './batch/service.ts';
import { batchStore } from './batch/store.ts';
import type { DrawSources } from './drafting/draw.ts';
import { draftingRoutes } from './drafting/routes.ts';
import { draftingService } from './drafting/service.ts';
import { executor } from './execution/executor.ts';
import { type BanOutbox, banDeliveries } from './execution/messages.ts';
import { pullService } from './execution/pull.ts';
import { executionRoutes } from './execution/routes.ts';
import { executionService } from './execution/service.ts';
import { executionStore, liftOne } from './execution/store.ts';
import { bansForgetter } from './forget.ts';
import { type FreezingSources, freezer } from './manifest/freezing.ts';
import { manifestRoutes } from './manifest/routes.ts';
import { manifestService } from './manifest/service.ts';
import { freezingStore } from './manifest/store.ts';
import { approvals } from './review/approval.ts';
import { reviewRoutes } from './review/routes.ts';
import { reviewService } from './review/service.ts';
import { reviewStore } from './review/store.ts';

/** Batches from a draft to its undoing: drafting → manifest → review → execution, each on the batch. */
export const bansRoom = (
  options: RoomContext & {
    rules: Config['bans'];
    /** Folder of the signing keys. */
    home: string;
    /** Of ringfence itself; manifests name it. */
    version: string;
    sources: DrawSources & Pick<FreezingSources, 'reasons'>;
    /** Those of the list of rings. */
    ringFilters: z.ZodObject;
    outbox: BanOutbox;
    /** Told that messages were put. */
    sent(): void;
    /** Whether there is such a receiver, and it was not withdrawn. */
    isReceiver(id: string): Promise<boolean>;
    /** Appeals against the bans of a batch. */
    appeals(batch: string): Promise<number>;
  },
) => {
  const { graph, sources, outbox, appeals, instance, log, now } = options;
  const signing = async () => signingKeys(await loadSigningKeys(options.home));
  const sign = async (value: unknown) => (await signing()).sign(value);

  const store = batchStore(graph, options.audited);
  const batches = batchService({ store, now });

  const manifestStore = freezingStore(graph, store, now);
  const freezes = freezer({
    store: manifestStore,
    sources: {
      reasons: sources.reasons,
      sign,
      codeVersion: options.version,
    },
    ...{ instance, log, now },
  });
  const { header } = manifestStore;
  const manifests = manifestService({ store: { ...store, header }, jwks: async () => (await signing()).jwks });

  const drafting = draftingService({ store, batches, sources, rules: options.rules, freeze: freezes.start, now });
  const { draft } = drafting;
  const review = reviewService({ store, review: reviewStore(graph), found: batches.found, draft, header, now });

  const work = executionStore(graph);
  const bansAtWork = executor({ store: work, bans: store, outbox, sent: options.sent, appeals, instance, log, now });
  const { wake } = bansAtWork;
  const execution = executionService({
    ...{ store: work, step: batches.step, isReceiver: options.isReceiver, appeals, wake, now },
    seed: () => randomBytes(24).toString('base64url'),
  });

  return {
    routes: [
      ...batchRoutes(batches),
      ...draftingRoutes(drafting, options.ringFilters),
      ...manifestRoutes(manifests),
      ...reviewRoutes(review, approvals(batches.step)),
      ...executionRoutes(execution, pullService({ store: work, wake, now })),
    ],
    forgetter: bansForgetter({ sign }),
    /** What becomes of accounts as receivers answer. */
    deliveries: banDeliveries({ moved: wake, now }),
    /** Lets one account go, in the transaction of its reason. */
    liftOne,
    /** Batches are looked at soon. */
    wake,
    freezes,
    open(): void {
      freezes.open();
      bansAtWork.open();
    },
    async close(): Promise<void> {
      await bansAtWork.close();
      await freezes.close();
    },
  };
};
