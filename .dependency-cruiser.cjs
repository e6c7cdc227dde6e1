/** Walls of the house. Each rule says why it stands. */
const feature =
  '(alerts|appeals|audit|backtests|bans|cases|decisions|deliveries|erasure|ingest|sessions|detection|rings|accounts|keys|templates|networks|exports|explore|report|doctor|backup)';
module.exports = {
  forbidden: [
    {
      name: 'signals-pure',
      comment: 'signals decides what is kept of a value; it must be usable and testable without the service.',
      severity: 'error',
      from: { path: '^src/signals/' },
      to: { path: '^src/', pathNot: '^src/signals/' },
    },
    {
      name: 'engine-pure',
      comment: 'The engine runs in a worker, in a file pipeline, or on a cluster: no I/O and nothing of the service.',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/', pathNot: '^src/engine/' },
    },
    {
      name: 'simulate-pure',
      comment: 'The simulator must not know how detection works, else its truth would be circular.',
      severity: 'error',
      from: { path: '^src/simulate/' },
      to: { path: '^src/', pathNot: '^src/simulate/' },
    },
    {
      name: 'pure-no-io',
      comment: 'No file, socket or process in the pure rooms: time, randomness and environment come in as arguments.',
      severity: 'error',
      from: { path: '^src/(signals|engine|simulate)/' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|zlib/crc32)$' },
    },
    {
      name: 'feature-alone',
      comment: 'A feature never imports another feature: what it needs is handed to it in app.ts.',
      severity: 'error',
      from: { path: `^src/${feature}/` },
      to: { path: `^src/${feature}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'app-joins-rooms',
      comment:
        'app.ts takes a feature by its room.ts, so that it reads as a table of contents. The outbox stands before the room of deliveries, and how names are resolved comes from outside.',
      severity: 'error',
      from: { path: '^src/app\\.ts$' },
      to: { path: `^src/${feature}/`, pathNot: '/room\\.ts$|^src/deliveries/(outbox|webhook)\\.ts$' },
    },
    {
      name: 'room-joined-by-app',
      comment: 'A room.ts hands its parts together for app.ts; a part that took it would know all of its neighbours.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/app\\.ts$' },
      to: { path: '^src/[^/]+/room\\.ts$' },
    },
    {
      name: 'thread-apart',
      comment:
        'What runs in the thread of a run knows what it hands back and where rings are staged, and nothing of the service that began it.',
      severity: 'error',
      from: { path: '^src/detection/thread/' },
      to: { path: '^src/detection/', pathNot: '^src/detection/(thread/|(outcome|staging)\\.ts$)' },
    },
    {
      name: 'batch-under-its-stages',
      comment:
        'What a ban batch is knows nothing of the stages that it goes through, so that each can be read by itself.',
      severity: 'error',
      from: { path: '^src/bans/batch/' },
      to: { path: '^src/bans/', pathNot: '^src/bans/batch/' },
    },
    {
      name: 'stages-look-back-only',
      comment: 'drafting → manifest → review → execution: a stage reads what came before it, never what comes after.',
      severity: 'error',
      from: { path: '^src/bans/(drafting|manifest)/' },
      to: { path: '^src/bans/(review|execution)/' },
    },
    {
      name: 'execution-by-itself',
      comment: 'What carries a batch out goes by the batch as it was fixed, not by how that came about.',
      severity: 'error',
      from: { path: '^src/bans/execution/' },
      to: { path: '^src/bans/(drafting|manifest|review)/' },
    },
    {
      name: 'driver-behind-graph',
      comment: 'Only graph knows neo4j-driver; stores speak Cypher through it, so that retries and errors are one.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/graph/' },
      to: { path: 'node_modules/neo4j-driver' },
    },
    {
      name: 'express-at-the-edge',
      comment: 'Only http and routes know Express; services stay callable from the command line.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/http/|/routes\\.ts$' },
      to: { path: 'node_modules/(express|@types/express)' },
    },
    {
      name: 'stores-hold-the-cypher',
      comment: 'Routes ask services, services ask stores: only a store reaches the graph.',
      severity: 'error',
      from: { path: '/routes\\.ts$' },
      to: { path: '^src/graph/|/store\\.ts$' },
    },
    {
      name: 'nothing-imports-the-edge',
      comment: 'The command line and the composition root are the outermost ring.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli|app\\.ts|main\\.ts)' },
      to: { path: '^src/(cli/|app\\.ts|main\\.ts)' },
    },
    {
      name: 'no-circular',
      comment: 'Stages stand one after another.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-dev-dependency-in-src',
      comment: 'The product runs from its production dependencies.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  },
};
