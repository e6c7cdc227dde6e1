/** Places of the values of which something holds, ascending. */
export const placesWhere = (
  values: Uint8Array | Uint32Array,
  holds: (value: number, place: number) => boolean,
): Uint32Array => {
  const places = new Uint32Array(values.length);
  let count = 0;
  for (let place = 0; place < values.length; place++) if (holds(values[place]!, place)) places[count++] = place;
  return places.slice(0, count);
};
