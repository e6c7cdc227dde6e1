/** The value that would stand at `place` if the first `length` values were sorted; reorders them. Hoare's quickselect, O(length). */
export const valueAtRank = (values: Float64Array, length: number, place: number): number => {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = values[(low + high) >>> 1]!;
    let [i, j] = [low, high];
    while (i <= j) {
      while (values[i]! < middle) i++;
      while (values[j]! > middle) j--;
      if (i > j) break;
      const value = values[i]!;
      values[i++] = values[j]!;
      values[j--] = value;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place]!;
};
