// `npm run test:fuzz`: schemathesis asks a real service on a real Neo4j what its own OpenAPI document allows and what it forbids, in every role,
// and holds each answer against the document. `--quick`: fewer requests; `--rounds admin,viewer`, `--examples 5`, `--path /v1/bans`: parts of
// it; `--folder`: where its Neo4j stays. Prints a table, and one line of JSON at the end. Ends with 1 where anything differs, with 69 where there
// is no Python.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchServer, benchServer } from '../../bench/support/server.ts';
import type { Role } from '../../src/access/roles.ts';
import { ACCESS } from '../../src/access/table.ts';
import { asToolsReadIt, LEFT_OUT } from './document.ts';
import { realExamples } from './real-examples.ts';
import { asking, installed } from './schemathesis.ts';
import { type AnswerLine, isGreen, type Tally, tableOf, tallyOf } from './tally.ts';
import { worldOn } from './world.ts';

const { values: given } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    examples: { type: 'string' },
    path: { type: 'string', default: '/' },
    folder: { type: 'string' },
  },
});

/** As somebody with one role, or as nobody who is logged in. */
type Player = Role | 'nobody';

/** Rounds on one graph: these roles change different things, so that one does not take away what another is to find. */
const GRAPHS: readonly (readonly Player[])[] = [
  ['nobody', 'ingest', 'viewer', 'investigator', 'enforcer', 'approver'],
  ['admin'],
];

/** The edges of every parameter, which are most requests, only by whoever comes past every door. */
const phasesOf = (player: Player): { phases: string; examples: number } => {
  const phases = player === 'admin' && !given.quick ? 'examples,coverage,fuzzing' : 'examples,fuzzing';
  const usual = given.quick ? 1 : player === 'admin' ? 10 : 3;
  return { phases, examples: Number(given.examples ?? usual) };
};

/** At the end of a graph: after these what others ask for may be gone, or be another. */
const LAST = { startRun: '/v1/runs', eraseAccount: '/v1/accounts/{id}/erase', goBackEngine: '/v1/configuration' };
const last = Object.entries(LAST).flatMap(([name, path]) => (path.startsWith(given.path) ? [name] : []));
const PASSES: readonly (readonly string[])[] = [
  [...Object.keys(LAST).flatMap((name) => ['--exclude-operation-id', name]), '--include-path-regex', `^${given.path}`],
  ...(last.length === 0 ? [] : [last.flatMap((name) => ['--include-operation-id', name])]),
];

const openTo = (player: Player): string[] =>
  Object.entries(ACCESS).flatMap(([name, { who }]) => {
    const may = who === 'open' || (player !== 'nobody' && (who === 'any' || who.includes(player)));
    return may && name.split(' ')[1]!.startsWith(given.path) ? [name] : [];
  });

const playedOn = async (server: BenchServer, players: readonly Player[]): Promise<Tally[]> => {
  await using world = await worldOn(server);
  const found = await realExamples(world);
  const [document, real] = ['openapi.json', 'real.json'].map((name) => join(server.folder, name)) as [string, string];
  await writeFile(document, JSON.stringify(asToolsReadIt(world.document, found)));
  await writeFile(real, JSON.stringify(found));
  const played = new Map<Player, { lines: readonly AnswerLine[]; well: boolean; seconds: number }>();
  for (const which of PASSES) {
    for (const player of players) {
      const how = phasesOf(player);
      console.log(`\nas ${player}: ${how.phases}, ${how.examples} made up for an operation; ${which.join(' ')}`);
      const began = performance.now();
      const as = player === 'nobody' ? null : { role: player, key: world.keys[player] };
      const { lines, well } = await asking({
        ...{ url: world.url, document, real, folder: server.folder, as, which },
        ...how,
      });
      const before = played.get(player) ?? { lines: [], well: true, seconds: 0 };
      played.set(player, {
        lines: [...before.lines, ...lines],
        well: before.well && well,
        seconds: before.seconds + (performance.now() - began) / 1000,
      });
    }
  }
  for (const line of new Set(world.faults)) console.log(`logged: ${line.trimEnd()}`);
  return [...played].map(([round, { lines, well, seconds }]) =>
    tallyOf(lines, { round, seconds, open: openTo(round), whole: well && world.faults.length === 0 }),
  );
};

installed();
const began = performance.now();
await using server = await benchServer(given.folder);
for (const what of LEFT_OUT) console.log(`left out: ${what}`);
const wanted = given.rounds?.split(',');
const tallies: Tally[] = [];
for (const graph of GRAPHS) {
  const players = graph.filter((player) => wanted?.includes(player) ?? true);
  if (players.length > 0) tallies.push(...(await playedOn(server, players)));
}
console.log(tableOf(tallies));
const green = tallies.length > 0 && tallies.every(isGreen);
console.log(JSON.stringify({ green, seconds: Math.round((performance.now() - began) / 1000), rounds: tallies }));
process.exitCode = green ? 0 : 1;
