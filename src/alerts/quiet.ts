/** When nobody is to be told at once. Local times of a time zone, `HH:MM`; `from` after `to` is over midnight. */
export interface QuietHours {
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
  /** Days that are quiet as a whole, by the day's own midnight. */
  readonly days: readonly Weekday[];
}

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

/** Whether it is quiet at a time (epoch ms): from `from` on and before `to`, never where they are equal; and all of `days`. */
export const isQuiet = ({ timeZone, from, to, days }: QuietHours, at: number): boolean => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((it) => it.type === type)!.value;
  if (days.includes(part('weekday').toLowerCase() as Weekday)) return true;
  const now = `${part('hour')}:${part('minute')}`;
  return from <= to ? from <= now && now < to : now >= from || now < to;
};
