/** Things by small whole numbers that are given out again once they are given back, so that typed arrays can go along with them. */
export interface Slots<Item> {
  /** Slots ever given out: how long what goes along must be. */
  readonly count: number;
  add(item: Item): number;
  at(slot: number): Item;
  remove(slot: number): void;
}

export const slots = <Item extends object>(): Slots<Item> => {
  const items: (Item | null)[] = [];
  const free: number[] = [];
  return {
    get count() {
      return items.length;
    },
    add(item) {
      const slot = free.pop() ?? items.length;
      items[slot] = item;
      return slot;
    },
    at: (slot) => items[slot]!,
    remove(slot) {
      items[slot] = null;
      free.push(slot);
    },
  };
};
