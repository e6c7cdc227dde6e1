import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import {
  fingerprinter,
  type ObservedEvent,
  observer,
  type SignalRegistry,
  templateMiner,
} from '../../src/signals/index.ts';

const EVENTS = fileURLToPath(new URL('../../seed-data/events.ndjson.gz', import.meta.url));
const SERVICE_KEYS = { current: 's1', keys: { s1: Buffer.alloc(32, 7).toString('base64') } };

/** The events of seed-data/ as the service would write them, under keys that are the same every time. */
export const seedEvents = async (registry: SignalRegistry): Promise<ObservedEvent[]> => {
  const fingerprint = fingerprinter(SERVICE_KEYS);
  const door = observer({ registry, fingerprint, templates: templateMiner({ fingerprint }), futureToleranceMs: 0 });
  const events: ObservedEvent[] = [];
  for await (const line of createInterface({ input: createReadStream(EVENTS).pipe(createGunzip()) })) {
    const observed = door.observe(JSON.parse(line), Date.now());
    if (!observed.ok) throw new Error('an event of the seed data was refused');
    events.push(observed.event);
  }
  return events;
};
