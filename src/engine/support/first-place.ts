/** The first of the places from … to − 1 from which on something holds, `to` where it never does. It must hold from one place on. O(log places). */
export const firstPlace = (from: number, to: number, holds: (place: number) => boolean): number => {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
};
