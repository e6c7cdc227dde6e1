/**
 * Simulates a population, folds it into columns, and writes them as the files of `neo4j-admin database import`: in a process of its own,
 * whose memory goes with it. Started by bench/whole-way.ts with the population's name, seed, scale and a folder; prints one line of JSON.
 */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { signalRegistry } from '../../src/signals/index.ts';
import { simulatedPopulation } from '../support/simulated-population.ts';
import { importFiles } from './import-files.ts';

const [name, seed, scale, folder] = process.argv.slice(2);
const { columns, events } = simulatedPopulation(name!, Number(seed), Number(scale));
for (const [file, lines] of Object.entries(importFiles(columns, signalRegistry()))) {
  const out = createWriteStream(join(folder!, file));
  let piece = '';
  for (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < 1 << 20) continue;
    if (!out.write(piece)) await once(out, 'drain');
    piece = '';
  }
  out.end(piece);
  await once(out, 'finish');
}
const { accounts, signals, account } = columns;
console.log(
  JSON.stringify({
    events,
    accounts: accounts.length,
    signals: signals.length,
    relationships: account.length,
  }),
);
