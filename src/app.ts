import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { issuerKeys } from './access/oidc/issuer.ts';
import { tokenVerifier } from './access/oidc/verify-token.ts';
import { rateLimit } from './access/rate-limit.ts';
import { ACCESS } from './access/table.ts';
import { signalLookUp } from './accounts/look-up.ts';
import { ringIndex } from './accounts/ring-index.ts';
import { accountsRoutes } from './accounts/routes.ts';
import { accountsService } from './accounts/service.ts';
import { accountsStore } from './accounts/store.ts';
import { alertsForgetter } from './alerts/forget.ts';
import { alertsRoutes } from './alerts/routes.ts';
import { rowsOf } from './alerts/rows.ts';
import { alertService } from './alerts/service.ts';
import { alertStore } from './alerts/store.ts';
import { alertWatch } from './alerts/watch.ts';
import { appealsForgetter } from './appeals/forget.ts';
import { appealsRoutes } from './appeals/routes.ts';
import { appealsService } from './appeals/service.ts';
import { appealsStore } from './appeals/store.ts';
import { auditForgetter } from './audit/forget.ts';
import { auditRoutes } from './audit/routes.ts';
import { seals } from './audit/seal.ts';
import { auditService } from './audit/service.ts';
import { auditStore } from './audit/store.ts';
import { auditTrail } from './audit/trail.ts';
import { serviceActor } from './audited.ts';
import { backTestsForgetter } from './backtests/forget.ts';
import { backTestQueue } from './backtests/queue.ts';
import { backTestRoutes } from './backtests/routes.ts';
import { backTestService } from './backtests/service.ts';
import { backTestStore } from './backtests/store.ts';
import { versionStore } from './backtests/version-store.ts';
import { bansRoom } from './bans/room.ts';
import { casesForgetter } from './cases/forget.ts';
import { casesRoutes } from './cases/routes.ts';
import { casesService } from './cases/service.ts';
import { casesStore } from './cases/store.ts';
import { ringWatch } from './cases/watch.ts';
import { watchStore } from './cases/watch-store.ts';
import type { Config } from './config.ts';
import { configuredRegistry } from './configured-registry.ts';
import { decisionsForgetter } from './decisions/forget.ts';
import { decisionsRoutes } from './decisions/routes.ts';
import { decisionsService } from './decisions/service.ts';
import { decisionsStore } from './decisions/store.ts';
import { deliveriesForgetter } from './deliveries/forget.ts';
import { outbox as outboxOn } from './deliveries/outbox.ts';
import { deliveriesRoom } from './deliveries/room.ts';
import { deliveriesRoutes } from './deliveries/routes.ts';
import { resolveByDns } from './deliveries/webhook.ts';
import { detectionMetrics } from './detection/metrics.ts';
import { plainTypes } from './detection/projection.ts';
import { detectionRoutes } from './detection/routes.ts';
import { detectionService } from './detection/service.ts';
import { detectionStore } from './detection/store.ts';
import { trialThread } from './detection/worker-thread.ts';
import { COPIED_BY } from './erasure/copies.ts';
import { erasuresForgetter, retentionForgetter } from './erasure/forget.ts';
import { rulesOf } from './erasure/retention-rules.ts';
import { retentionService } from './erasure/retention-service.ts';
import { retentionStore } from './erasure/retention-store.ts';
import { erasureRoutes } from './erasure/routes.ts';
import { erasureService } from './erasure/service.ts';
import { erasureStore } from './erasure/store.ts';
import { exportsRoutes } from './exports/routes.ts';
import { exportsService } from './exports/service.ts';
import { exportsStore } from './exports/store.ts';
import type { Graph, GraphConnection } from './graph/graph.ts';
import { checkServer } from './graph/version.ts';
import { createHttpApp } from './http/app.ts';
import { authenticator } from './http/authenticate.ts';
import { type Listening, listen } from './http/listen.ts';
import { ingestMetrics } from './ingest/metrics.ts';
import { ingestRoutes } from './ingest/routes.ts';
import { ingestService } from './ingest/service.ts';
import { ingestStore } from './ingest/store.ts';
import { keysService } from './keys/service.ts';
import { keysStore } from './keys/store.ts';
import { NETWORK_TRAITS } from './networks/classes.ts';
import { networkMetrics } from './networks/metrics.ts';
import { networksService } from './networks/service.ts';
import { networksStore } from './networks/store.ts';
import { randomId } from './random-id.ts';
import { reportService } from './report/service.ts';
import { reportStore } from './report/store.ts';
import { campaignRoutes } from './rings/campaign-routes.ts';
import { ringsForgetter } from './rings/forget.ts';
import { ringsRoutes } from './rings/routes.ts';
import { ringFilters } from './rings/schema.ts';
import { ringsService } from './rings/service.ts';
import { ringsStore } from './rings/store.ts';
import { structureReader } from './rings/structures.ts';
import { sessionsRoutes } from './sessions/routes.ts';
import { sessionsService } from './sessions/service.ts';
import { sessionsStore } from './sessions/store.ts';
import { clearValue, fingerprinter, observer, type ServiceKeys, templateMiner } from './signals/index.ts';
import { templatesService } from './templates/service.ts';
import { templatesStore } from './templates/store.ts';
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

/** The one place where everything is joined: stores on the graph, services on stores, routes on services. */
export const createApp = ({ config, graph, connection, serviceKeys, log, now, instance }: AppContext) => {
  const version = productVersion();
  const metrics = new Registry();
  const registry = configuredRegistry(config);
  const fingerprint = fingerprinter(serviceKeys);
  const templates = templateMiner({ fingerprint, captionAccounts: config.signals.captionAccounts });
  const door = observer({
    registry,
    fingerprint,
    templates,
    futureToleranceMs: config.ingest.futureToleranceSeconds * 1000,
  });

  const trailStore = auditStore(graph);
  const keyed = seals(serviceKeys);
  const { audited, record } = auditTrail({ store: trailStore, seals: keyed, now });
  const audit = auditService({ store: trailStore, seals: keyed });
  const runs = detectionStore(graph, { holder: instance, leaseMs: config.detection.leaseSeconds * 1000, audited });
  const keys = keysService({ store: keysStore(graph, audited), now });
  const sessions = sessionsService({
    store: sessionsStore(graph, audited),
    holder: keys.holder,
    takesTokens: config.access.oidc.issuer !== undefined,
    lifetimes: { idle: config.access.sessions.idleMinutes * 60_000, whole: config.access.sessions.hours * 3_600_000 },
    now,
  });
  const networks = networksService({ config: config.networks, store: networksStore(graph, instance, audited), log });
  networkMetrics(metrics, networks.status);
  const promptType = registry.all.find(({ privacy }) => privacy === 'template')!;
  const promptTemplates = templatesService({
    store: templatesStore(graph, promptType, serviceKeys.current),
    miner: templates,
    type: promptType.name,
    log,
  });
  const ingest = ingestService({
    store: ingestStore(graph, registry, audited, { addresses: networks.statements }),
    prompts: promptTemplates,
    observer: door,
    registry,
    config: config.ingest,
    metrics: ingestMetrics(metrics),
    log,
    now,
  });
  const graphSizes = () => runs.graphSizes(registry.all.map(({ relationship }) => relationship));
  const watch = ringWatch({
    store: watchStore(graph, audited),
    rule: config.cases.reopen,
    by: serviceActor(instance),
    log,
    now,
  });
  const outbox = outboxOn(now);
  const alerts = alertStore(graph, { audited, put: outbox.put });
  const alerting = alertWatch({ store: alerts, log, now });
  const engineVersions = versionStore(graph, audited, config.detection.engine);
  const detection = detectionService({
    store: runs,
    engine: async () => (await engineVersions.engine()).engine,
    connection,
    types: registry.all,
    traits: NETWORK_TRAITS,
    prepare: promptTemplates.catchUp,
    config: config.detection,
    engineVersion: version,
    instance,
    log,
    metrics: detectionMetrics(metrics, graphSizes),
    onPublished: [watch.look, alerting.look],
    now,
  });
  const leaseMs = config.detection.leaseSeconds * 1000;
  const backTests = backTestStore(graph, { holder: instance, leaseMs, audited });
  const backTestTurns = backTestQueue({
    store: backTests,
    engine: engineVersions.engine,
    trial: (trial, onProgress) =>
      trialThread(
        { kind: 'trial', connection, types: plainTypes(registry.all), traits: NETWORK_TRAITS, ...trial },
        onProgress,
      ),
    log,
  });
  const backTesting = backTestService({
    store: backTests,
    versions: engineVersions,
    file: config.detection.engine,
    poke: backTestTurns.poke,
    now,
  });
  const ringStore = ringsStore(
    graph,
    registry.all.map(({ relationship }) => relationship),
    audited,
  );
  const structures = structureReader(ringStore, registry.all);
  const rings = ringsService({ store: ringStore, structures, now });
  const report = reportService({
    store: reportStore(graph),
    rings: {
      picture: rings.pictureOf,
      members: (run, ring, limit) => ringStore.members(run, ring, null, limit, 0),
    },
  });
  const exports = exportsService({ store: exportsStore(graph) });
  const accountStore = accountsStore(graph, registry);
  const accounts = accountsService({
    store: accountStore,
    registry,
    lookUp: signalLookUp({ registry, serviceKeys, templates }),
    hubDegree: config.detection.engine.hubDegree,
    rings: ringIndex({
      rings: { published: ringStore.published, judged: structures.judged, all: structures.all },
      maxBytes: config.matching.memoryMib * 2 ** 20,
      log,
    }),
    now,
  });

  const decisions = decisionsService({
    store: decisionsStore(graph, audited),
    sources: {
      ringsOfSignal: accountStore.signalRings,
      without: async (ring, signal) => (await rings.without(ring, signal)).body,
      ring: async (id) => (await rings.get(id)).body.ring,
      minRingSize: config.detection.engine.minRingSize,
    },
    now,
  });

  const cases = casesService({
    store: casesStore(graph, audited),
    sources: {
      ring: async (id) => (await rings.get(id)).body,
      members: async (id, page) => (await rings.members(id, page)).body,
      account: accounts.account,
      signal: accounts.signal,
      signalAccounts: accounts.signalAccounts,
    },
    decide: rings.decide,
    newId: randomId,
    now,
  });

  const bans = bansRoom({
    ...{ graph, audited, rules: config.bans, home: config.home, version, ringFilters, outbox, instance, log, now },
    sources: { reasons: rings.reasons, ringsMatching: rings.matching, inCase: cases.ringsAndAccountsOf },
    sent: () => deliveries.wake(),
    isReceiver: (id) => deliveries.receivers.isActive(id),
    appeals: (batch) => appeals.ofBatch(batch),
  });

  const appeals = appealsService({
    store: appealsStore(graph, audited, bans.liftOne),
    lifted: bans.wake,
    rule: config.detection.engine.appeals,
    newId: randomId,
    now,
  });

  const deliveries = deliveriesRoom({
    ...{ graph, audited, outbox, serviceKeys, metrics, log, now },
    owners: {
      bans: bans.deliveries,
      alerts: { readsAnswer: false, rows: rowsOf, onSettled: nothing, onReplay: nothing },
    },
    config: config.deliveries,
    home: config.home,
    resolve: resolveByDns,
    random: Math.random,
  });
  const references = (account: string) => keyed.references('account', account);
  const relationships = registry.all.map(({ relationship }) => relationship);
  const erasureInGraph = erasureStore({
    ...{ graph, audited, relationships, references },
    clearValue: (key) => clearValue(key, registry),
    // Every room that keeps something of accounts, so that nothing of an erased one stays.
    forgetters: [
      ...[ringsForgetter(), decisionsForgetter(), casesForgetter(), bans.forgetter, backTestsForgetter()],
      ...[appealsForgetter(), deliveriesForgetter(), alertsForgetter(), auditForgetter(keyed)],
      ...[retentionForgetter({ now }), erasuresForgetter()],
    ],
  });
  const erasure = erasureService({
    store: erasureInGraph,
    references,
    written: (since) => trailStore.written(Object.keys(COPIED_BY), since, COPIES_SHOWN),
    place: {
      home: config.home,
      drops: config.deliveries.folder ?? join(config.home, 'deliveries'),
      host: hostname(),
    },
    now,
  });
  const retention = retentionService({
    store: retentionStore(graph, { erasure: erasureInGraph, relationships, audited }),
    rules: rulesOf(config.retention, registry.all),
    types: registry.all,
    schedule: config.retention.schedule,
    ...{ instance, log, now },
  });

  const http = createHttpApp({
    routes: [
      ...ingestRoutes(ingest, { registry, config: config.ingest }),
      ...ringsRoutes(rings),
      ...campaignRoutes(rings),
      ...accountsRoutes(accounts),
      ...exportsRoutes(exports, ringFilters),
      ...detectionRoutes(detection),
      ...decisionsRoutes(decisions),
      ...casesRoutes(cases),
      ...deliveriesRoutes(deliveries.receivers, deliveries.deliveries),
      ...backTestRoutes(backTesting),
      ...bans.routes,
      ...appealsRoutes(appeals),
      ...alertsRoutes(alertService({ store: alerts, newId: randomId, now })),
      ...auditRoutes(audit),
      ...sessionsRoutes(sessions),
      ...erasureRoutes(erasure, retention),
    ],
    access: ACCESS,
    record,
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

  return {
    http,
    audit,
    record,
    keys,
    ingest,
    detection,
    rings,
    accounts,
    cases,
    exports,
    report,
    deliveries,
    erasure,
    retention,
    networks,
    freezes: bans.freezes,
    templates: promptTemplates,
    registry,
    observer: door,
    graphSizes,
    alerts: alerting,
    /** Begins the schedule and the housekeeping, and listens. */
    async open(): Promise<Listening> {
      // Prompts that come before this found templates that are there already, which is put right when they are read.
      await promptTemplates
        .load()
        .catch((error: unknown) => log.warn({ type: (error as { type?: unknown }).type }, 'templates are read later'));
      const listening = await listen(http, config.http);
      watch.open();
      alerting.open();
      detection.open();
      backTestTurns.open();
      retention.open();
      ingest.open();
      networks.open();
      promptTemplates.open();
      deliveries.open();
      bans.open();
      return listening;
    },
    async close(): Promise<void> {
      const rooms = [detection, watch, alerting, backTestTurns, retention, ingest, networks, deliveries];
      await bans.close();
      await Promise.all(rooms.map((room) => room.close()));
      await promptTemplates.close();
    },
  };
};

const nothing = async (): Promise<void> => undefined;

/** How tokens are checked, where an identity provider is configured. */
const tokens = ({ issuer, rolesClaim, roles, ...rules }: Config['access']['oidc'], now: () => number) =>
  issuer === undefined
    ? undefined
    : tokenVerifier({ ...rules, issuer, roles: { claim: rolesClaim, map: roles } }, issuerKeys({ issuer }), now);

/** Files and downloads of each kind that an erasure lists, the newest. */
const COPIES_SHOWN = 200;

const ABOUT =
  'Finds the rings behind accounts. Send events with the signals that accounts leave; a detection run finds rings of coordinated accounts; read them with their evidence, and decide.';
