const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))$/;

/** Times before and after these are mistakes (seconds read as milliseconds, a clock never set). Epoch ms, UTC. */
const EARLIEST = Date.UTC(2000, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/**
 * An RFC 3339 date-time with its offset to epoch milliseconds (finer digits are cut off), or null. A leap second (:60, only
 * at 23:59 UTC) is read as the second after it, as POSIX clocks do. Years 2000–2099.
 */
export const parseTime = (text: string): number | null => {
  if (text.length > 40) return null;
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = Number(match[2]);
  const day = Number(match[3]);
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6]);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const offset = offsetMinutes(match[8], match[9], match[10]);
  if (offset === null) return null;
  const wholeMinute = Date.UTC(year, month - 1, day, hour, minute) - offset * 60_000;
  if (second === 60 && (wholeMinute / 60_000) % 1440 !== 1439) return null;
  const fraction = match[7] === undefined ? 0 : Number(match[7].slice(0, 3).padEnd(3, '0'));
  const time = wholeMinute + second * 1000 + fraction;
  return time >= EARLIEST && time < LATEST ? time : null;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

const offsetMinutes = (sign?: string, hours?: string, minutes?: string): number | null => {
  if (sign === undefined) return 0;
  const h = Number(hours);
  const m = Number(minutes);
  if (h > 23 || m > 59) return null;
  return (sign === '-' ? -1 : 1) * (h * 60 + m);
};
