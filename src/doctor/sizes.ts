const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** 536870912 → `512 MiB`. */
export const bytesText = (bytes: number): string => {
  let [value, unit] = [bytes, 0];
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
};

/** `2.00GiB`, `512m` or `1024`, as Neo4j's settings say sizes → bytes; null where it is no size. */
export const parseSize = (text: string | null): number | null => {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(text ?? '');
  if (!match) return null;
  const power = ['', 'k', 'm', 'g', 't'].indexOf(match[2]!.toLowerCase());
  return Math.round(Number(match[1]) * 1024 ** power);
};
