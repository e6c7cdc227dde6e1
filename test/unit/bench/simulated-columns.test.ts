import { expect, test } from 'vitest';
import { simulatedColumns } from '../../../bench/support/simulated-columns.ts';
import { columnsFromEvents } from '../../../src/detection/from-events.ts';
import { detect, engineConfig, type ObservationColumns } from '../../../src/engine/index.ts';
import { fingerprinter, observer, signalRegistry, templateMiner } from '../../../src/signals/index.ts';
import { type SimulatedEvent, scenario, simulate } from '../../../src/simulate/index.ts';

const population = scenario({ seed: 9, population: { accounts: 800 }, decoys: { carriers: { accounts: 200 } } });

/** As a file of the same events is read: a line of JSON each, through the door. */
const throughTheDoor = (events: Iterable<SimulatedEvent>): ObservationColumns => {
  const registry = signalRegistry();
  const fingerprint = fingerprinter({ current: 'k1', keys: { k1: Buffer.alloc(32, 1).toString('base64') } });
  const templates = templateMiner({ fingerprint, alone: true });
  const door = observer({ registry, fingerprint, templates, futureToleranceMs: 0 });
  const columns = columnsFromEvents(registry);
  for (const event of events) {
    const observed = door.observe(JSON.parse(JSON.stringify(event)), Date.parse(event.time));
    if (!observed.ok) throw new Error(JSON.stringify(observed.problems));
    columns.add(observed.event);
  }
  return columns.build(undefined, (key) =>
    key.startsWith('prompt:') ? `prompt:${templates.current(key.slice('prompt:'.length))}` : key,
  );
};

/** Columns without their order: one line a row, one an account. */
const lines = (columns: ObservationColumns): string[] => {
  const rows = Array.from(columns.account, (account, i) => {
    const signal = columns.signal[i]!;
    const type = columns.types[columns.signalType[signal]!]!.name;
    const windows = columns.windows.slice(columns.windowStart[i], columns.windowStart[i + 1]).join(' ');
    const figures = [columns.count[i], columns.first[i], columns.last[i], windows].join(' ');
    return `${columns.accounts[account]} ${columns.signals[signal]} ${type} ${figures}`;
  });
  const accounts = columns.accounts.map((id, i) => `${id} ${columns.createdAt[i]} ${columns.requests[i]}`);
  return [...rows, ...accounts, `${columns.signals.length} signals`, JSON.stringify(columns.types)].sort();
};

test('the direct way from simulated events to columns gives what a file of them gives', () => {
  const direct = simulatedColumns();
  for (const event of simulate(population)) direct.add(event);
  const columns = direct.build();
  const byFile = throughTheDoor(simulate(population));
  expect(lines(columns)).toEqual(lines(byFile));
  const config = engineConfig.parse({});
  const { hash, rings } = detect(columns, config);
  expect(rings.length).toBeGreaterThan(0);
  expect(hash).toBe(detect(byFile, config).hash);
});

test('columns of a part of the events are those of that part, and more can be added after', () => {
  const events = [...simulate(population)];
  const half = events.slice(0, events.length / 2);
  const direct = simulatedColumns();
  for (const event of half) direct.add(event);
  expect(lines(direct.build())).toEqual(lines(throughTheDoor(half)));
  for (const event of events.slice(half.length)) direct.add(event);
  expect(lines(direct.build())).toEqual(lines(throughTheDoor(events)));
});

test('events that go back in time are refused: the newest windows could not be told', () => {
  const [first, ...rest] = simulate(population);
  const later = rest.find(({ time }) => time > first!.time)!;
  const direct = simulatedColumns();
  direct.add(later);
  expect(() => direct.add(first!)).toThrow(RangeError);
});
