import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { issuerKeys } from './access/oidc/issuer.ts';
import { tokenVerifier } from './access/oidc/verify-token.ts';
import { rateLimit } from './access/rate-limit.ts';
import { ACCESS } from './access/table.ts';
import { accountsRoom } from './accounts/room.ts';
import { alertsRoom } from './alerts/room.ts';
import { appealsRoom } from './appeals/room.ts';
import { auditRoom } from './audit/room.ts';
import { backTestsRoom } from './backtests/room.ts';
import { bansRoom } from './bans/room.ts';
import { casesRoom } from './cases/room.ts';
import type { Config } from './config.ts';
import { configuredRegistry } from './configured-registry.ts';
import { decisionsRoom } from './decisions/room.ts';
import { outbox as outboxOn } from './deliveries/outbox.ts';
import { deliveriesRoom } from './deliveries/room.ts';
import { resolveByDns } from './deliveries/webhook.ts';
import { detectionRoom } from './detection/room.ts';
import { erasureRoom } from './erasure/room.ts';
import { exportsRoom } from './exports/room.ts';
import type { Graph, GraphConnection } from './graph/graph.ts';
import { checkServer } from './graph/version.ts';
import { createHttpApp } from './http/app.ts';
import { authenticator } from './http/authenticate.ts';
import { type Listening, listen } from './http/listen.ts';
import { ingestRoom } from './ingest/room.ts';
import { keysRoom } from './keys/room.ts';
import { networksRoom } from './networks/room.ts';
import { reportRoom } from './report/room.ts';
import { ringsRoom } from './rings/room.ts';
import type { RoomContext } from './room.ts';
import { sessionsRoom } from './sessions/room.ts';
import { fingerprinter, observer, type ServiceKeys, templateMiner } from './signals/index.ts';
import { templatesRoom } from './templates/room.ts';
import { productVersion } from './version.ts';

/** What the whole service stands on; tests hand in their own clock, log and graph. */
export interface AppContext {
  readonly config: Config;
  /** The graph, and where it is: a run's worker opens its own connections. */
  readonly graph: Graph;
  readonly connection: GraphConnection;
  /** What values of keyed types are hashed under. */
  readonly serviceKeys: ServiceKeys;
  readonly log: Logger;
  /** Epoch milliseconds. */
  now(): number;
  /** Names this process among several instances. */
  readonly instance: string;
}

export type App = ReturnType<typeof createApp>;

/** The one place where the rooms are joined: each is handed what it needs of those before it. */
export const createApp = ({ config, graph, connection, serviceKeys, log, now, instance }: AppContext) => {
  const version = productVersion();
  const metrics = new Registry();
  const registry = configuredRegistry(config);
  const types = registry.all;
  const fingerprint = fingerprinter(serviceKeys);
  const miner = templateMiner({ fingerprint, captionAccounts: config.signals.captionAccounts });
  const futureToleranceMs = config.ingest.futureToleranceSeconds * 1000;
  const door = observer({ registry, fingerprint, templates: miner, futureToleranceMs });
  const { engine: engineConfig } = config.detection;

  const audit = auditRoom({ graph, serviceKeys, now });
  const context: RoomContext = { graph, audited: audit.audited, instance, log, now };

  const keys = keysRoom(context);
  const sessions = sessionsRoom({ ...context, access: config.access, holder: keys.holder });
  const networks = networksRoom({ ...context, config: config.networks, metrics });
  const templates = templatesRoom({ ...context, registry, serviceKeys, miner });
  const ingest = ingestRoom({
    ...{ ...context, registry, observer: door, prompts: templates, config: config.ingest, metrics },
    addresses: networks.service.statements,
  });

  const detection = detectionRoom({
    ...{ ...context, config: config.detection, connection, types, traits: networks.traits, metrics },
    engine: () => backTests.engine(),
    engineVersion: version,
    prepare: templates.catchUp,
    onPublished: [() => cases.look(), () => alerts.look()],
  });
  const backTests = backTestsRoom({ ...context, config: config.detection, trial: detection.trial });
  const rings = ringsRoom({ ...context, types });
  const report = reportRoom({ ...context, rings: { picture: rings.service.pictureOf, members: rings.members } });
  const exports = exportsRoom({ ...context, ringFilters: rings.filters });
  const accounts = accountsRoom({
    ...{ ...context, registry, serviceKeys, templates: miner, rings: rings.structures },
    hubDegree: engineConfig.hubDegree,
    memoryMib: config.matching.memoryMib,
  });

  const decisions = decisionsRoom({
    ...context,
    sources: {
      ringsOfSignal: accounts.ringsOfSignal,
      without: async (ring, signal) => (await rings.service.without(ring, signal)).body,
      ring: async (id) => (await rings.service.get(id)).body.ring,
      minRingSize: engineConfig.minRingSize,
    },
  });
  const cases = casesRoom({
    ...{ ...context, reopen: config.cases.reopen, decide: rings.service.decide },
    sources: {
      ring: async (id) => (await rings.service.get(id)).body,
      members: async (id, page) => (await rings.service.members(id, page)).body,
      account: accounts.service.account,
      signal: accounts.service.signal,
      signalAccounts: accounts.service.signalAccounts,
    },
  });

  const outbox = outboxOn(now);
  const alerts = alertsRoom({ ...context, put: outbox.put });
  const bans = bansRoom({
    ...{ ...context, rules: config.bans, home: config.home, version, ringFilters: rings.filters, outbox },
    sources: {
      reasons: rings.service.reasons,
      ringsMatching: rings.service.matching,
      inCase: cases.service.ringsAndAccountsOf,
    },
    sent: () => deliveries.wake(),
    isReceiver: (id) => deliveries.isReceiver(id),
    appeals: (batch) => appeals.ofBatch(batch),
  });
  const appeals = appealsRoom({ ...context, lift: bans.liftOne, lifted: bans.wake, rule: engineConfig.appeals });
  const deliveries = deliveriesRoom({
    ...{ ...context, outbox, serviceKeys, metrics, config: config.deliveries, home: config.home },
    owners: { bans: bans.deliveries, alerts: alerts.deliveries },
    resolve: resolveByDns,
    random: Math.random,
  });

  const keeping = [rings, decisions, cases, bans, backTests, appeals, deliveries, alerts, audit];
  const erasure = erasureRoom({
    ...{ ...context, config: config.retention, registry, references: audit.references, written: audit.written },
    forgetters: keeping.map(({ forgetter }) => forgetter),
    place: {
      home: config.home,
      drops: config.deliveries.folder ?? join(config.home, 'deliveries'),
      host: hostname(),
    },
  });

  const http = createHttpApp({
    routes: [
      ...[ingest, rings, accounts, exports, detection, decisions, cases, deliveries, backTests, bans, appeals, alerts],
      ...[audit, sessions, erasure],
    ].flatMap(({ routes }) => routes),
    access: ACCESS,
    record: audit.record,
    authenticate: authenticator({
      key: keys.verify,
      token: tokens(config.access.oidc, now),
      session: sessions.verify,
    }),
    rateLimit: config.access.requestsPerMinute === 0 ? undefined : rateLimit(config.access.requestsPerMinute),
    trustedProxies: config.http.trustedProxies,
    log,
    metrics,
    info: { title: 'ringfence', version, description: ABOUT },
    readiness: async () => {
      const ok = await checkServer(graph).then(
        () => true,
        () => false,
      );
      return { ready: ok, checks: [{ name: 'neo4j', ok, ...(ok ? {} : { detail: 'does not answer' }) }] };
    },
  });

  /** Those that do something by themselves. */
  const atWork = [cases, alerts, detection, backTests, erasure, ingest, networks.service, deliveries];

  return {
    http,
    audit: audit.service,
    record: audit.record,
    keys,
    ingest: ingest.service,
    detection: detection.service,
    rings: rings.service,
    accounts: accounts.service,
    cases: cases.service,
    exports: exports.service,
    report,
    deliveries,
    erasure: erasure.erasure,
    retention: erasure.retention,
    networks: networks.service,
    freezes: bans.freezes,
    templates,
    registry,
    observer: door,
    graphSizes: detection.graphSizes,
    alerts,
    /** Begins the schedule and the housekeeping, and listens. */
    async open(): Promise<Listening> {
      // Prompts that come before this found templates that are there already, which is put right when they are read.
      await templates
        .load()
        .catch((error: unknown) => log.warn({ type: (error as { type?: unknown }).type }, 'templates are read later'));
      const listening = await listen(http, config.http);
      for (const room of [...atWork, templates, bans]) room.open();
      return listening;
    },
    /** Who puts messages before who sends them, and who is asked for templates before those are. */
    async close(): Promise<void> {
      await bans.close();
      await Promise.all(atWork.map((room) => room.close()));
      await templates.close();
    },
  };
};

/** How tokens are checked, where an identity provider is configured. */
const tokens = ({ issuer, rolesClaim, roles, ...rules }: Config['access']['oidc'], now: () => number) =>
  issuer === undefined
    ? undefined
    : tokenVerifier({ ...rules, issuer, roles: { claim: rolesClaim, map: roles } }, issuerKeys({ issuer }), now);

const ABOUT =
  'Finds the rings behind accounts. Send events with the signals that accounts leave; a detection run finds rings of coordinated accounts; read them with their evidence, and decide.';
