import { describe, expect, it } from 'vitest';
import { componentLabels } from '../../../bench/quality/peers/components.ts';
import { openbotriskLabels } from '../../../bench/quality/peers/openbotrisk.ts';
import { peers } from '../../../bench/quality/peers/peers.ts';
import { projection } from '../../../bench/quality/peers/projection.ts';
import { clustersOf, showings } from '../../../bench/quality/peers/showings.ts';
import { identifiersAlone } from '../../../bench/support/less-columns.ts';
import { columnsBuilder, type ObservationColumns } from '../../../src/engine/index.ts';
import { signalRegistry } from '../../../src/signals/index.ts';

/** Accounts by signal: `{ 'device:1': ['a', 'b'] }`; the type stands before the colon. */
const columnsOf = (signals: Readonly<Record<string, readonly string[]>>): ObservationColumns => {
  const builder = columnsBuilder();
  for (const [signal, accounts] of Object.entries(signals))
    for (const account of accounts) builder.add(account, signal, signal.split(':')[0]!, 1, 100, 200, [0]);
  return builder.build(signalRegistry().all);
};
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const sorted = (clusters: readonly (readonly string[])[]) => clusters.map((one) => one.toSorted()).sort();

describe('peers', () => {
  it('join accounts over signals on few accounts, and not over hubs', () => {
    const shown = showings(
      columnsOf({ 'device:1': ['a', 'b'], 'ip:1': ['b', 'c'], 'ip:2': ['d', 'e', 'f'], 'prompt:1': ['x'] }),
    );
    const labels = componentLabels(shown, 2);
    const of = (account: string) => labels[shown.columns.accounts.indexOf(account)]!;
    expect(of('a')).toBe(of('c'));
    expect(new Set(['a', 'd', 'e', 'f', 'x'].map(of)).size).toBe(5);
  });

  it('flag groups of five and more', () => {
    const shown = showings(columnsOf({ 'device:1': named('a', 5), 'device:2': named('b', 4) }));
    expect(sorted(clustersOf(componentLabels(shown, 20), shown))).toEqual([named('a', 5)]);
  });

  it('expand signals into pairs, each once, with their weights added up', () => {
    const shown = showings(columnsOf({ 'device:1': ['a', 'b', 'c'], 'ip:1': ['a', 'b'], 'ip:9': named('h', 9) }));
    const { a, b, weight } = projection(shown, 3, (type, k) => (type === 'ip' ? 10 : 1 / k));
    expect([...a].map((from, i) => [from, b[i], weight[i]])).toEqual([
      [0, 1, 10 + 1 / 3],
      [0, 2, 1 / 3],
      [1, 2, 1 / 3],
    ]);
  });

  it('weigh as openbotrisk does: a card of many links, a lone address of three does not', () => {
    const shown = showings(
      columnsOf({ 'payment_instrument:1': named('a', 6), 'ip:1': named('b', 3), 'prompt:1': named('c', 6) }),
    );
    // 3 / log2(7) is above .8; 1 / log2(4) is below; prompts are no identifiers.
    expect(sorted(clustersOf(openbotriskLabels(shown, 1), shown))).toEqual([named('a', 6)]);
    const labels = openbotriskLabels(shown, 1);
    expect(labels[shown.columns.accounts.indexOf('b0')]).not.toBe(labels[shown.columns.accounts.indexOf('b1')]);
  });

  it('split a component of more than 80 accounts where it hangs together by a thread', () => {
    const signals: Record<string, string[]> = { 'device:bridge': ['a0', 'b0'] };
    for (const side of ['a', 'b'])
      for (let i = 0; i < 45; i++)
        for (const [kind, step] of [
          ['device', 1],
          ['email', 7],
          ['phone', 11],
        ] as const)
          signals[`${kind}:${side}${i}`] = [`${side}${i}`, `${side}${(i + step) % 45}`];
    const shown = showings(columnsOf(signals));
    const labels = openbotriskLabels(shown, 1);
    const of = (prefix: string) => new Set(named(prefix, 45).map((id) => labels[shown.columns.accounts.indexOf(id)]!));
    expect([...of('a')].filter((label) => of('b').has(label))).toEqual([]);
  });

  it('each find two rings on cards and devices of their own', () => {
    const signals: Record<string, string[]> = { 'ip:hub': [...named('a', 12), ...named('b', 12), ...named('u', 30)] };
    for (const side of ['a', 'b']) {
      signals[`payment_instrument:${side}`] = named(side, 12);
      signals[`device:${side}`] = named(side, 12);
    }
    for (const [name, clusters] of peers(columnsOf(signals), 1)) {
      expect([name, sorted(clusters)]).toEqual([name, [named('a', 12).sort(), named('b', 12).sort()]]);
    }
  });
});

describe('identifiers alone', () => {
  it('leave out what accounts do, and nothing else', () => {
    const all = { 'device:1': ['a', 'b'], 'prompt:1': ['a', 'b', 'c'], 'user_agent:1': ['c'], 'ip:1': ['b'] };
    const alone = identifiersAlone(columnsOf(all));
    expect(alone.accounts).toEqual(['a', 'b', 'c']);
    const rows = [...alone.account].map((a, i) => `${alone.accounts[a]} ${alone.signals[alone.signal[i]!]}`);
    expect(rows.sort()).toEqual(['a device:1', 'b device:1', 'b ip:1']);
    expect([...alone.windowStart]).toEqual([0, 1, 2, 3]);
    expect([...alone.windows]).toEqual([0, 0, 0]);
  });
});
