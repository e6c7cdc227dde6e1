import type { Showings } from './showings.ts';

/** Label by account: the smallest account of its component, where a signal on 2 to `cap` accounts joins them. Union-find. */
export const componentLabels = ({ columns, signalStart, account }: Showings, cap: number): Uint32Array => {
  const { find, join } = unionFind(columns.accounts.length);
  for (let s = 0; s < columns.signals.length; s++) {
    const [from, to] = [signalStart[s]!, signalStart[s + 1]!];
    if (to - from > cap) continue;
    for (let i = from + 1; i < to; i++) join(account[from]!, account[i]!);
  }
  return Uint32Array.from(columns.accounts, (_, a) => find(a));
};

/** Sets of 0 .. size − 1, each named for its smallest member; paths are halved (Tarjan & van Leeuwen 1984). */
export const unionFind = (size: number) => {
  const parent = new Uint32Array(size).map((_, i) => i);
  const find = (x: number): number => {
    let at = x;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const join = (x: number, y: number): void => {
    const [a, b] = [find(x), find(y)];
    if (a < b) parent[b] = a;
    else parent[a] = b;
  };
  return { find, join };
};
