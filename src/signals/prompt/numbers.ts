import { isPlaceholder, placeholder } from './segments.ts';

/** Names of months and weekdays, whole and short. Some are words of their own (may, march, mars), hence the neighbours. */
const DATE_WORDS: ReadonlySet<string> = new Set(
  `
  january february march april may june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
  januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag sonntag
  janvier février mars avril juin juillet août septembre octobre novembre décembre
  lundi mardi mercredi jeudi vendredi samedi dimanche
  enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
  lunes martes miércoles jueves viernes sábado domingo
  gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre
  janeiro fevereiro março maio junho julho setembro outubro novembro dezembro
  января февраля марта апреля мая июня июля августа сентября октября ноября декабря
  `
    .trim()
    .split(/\s+/),
);
/** Short names of units behind a number. Of whole words only what is no word of a task: `5 steps` and `5 words` differ. */
const UNITS: ReadonlySet<string> = new Set(
  'b kb mb gb tb kib mib gib tib ns us ms s sec secs min mins hr hrs mm cm km kg mg hz khz mhz ghz px am pm utc gmt'.split(
    ' ',
  ),
);
const NUMBER = placeholder('n');

/** Units behind a number are part of it, names of months and weekdays beside a number are part of a date. */
export const foldNumbers = (tokens: string[]): string[] => {
  if (!tokens.includes(NUMBER)) return tokens;
  const folded = [...tokens];
  for (let i = 0; i < tokens.length; i++) {
    if (isPlaceholder(tokens[i]!)) continue;
    if (UNITS.has(tokens[i]!) && folded[i - 1] === NUMBER) folded[i] = NUMBER;
    let end = i;
    while (end < tokens.length && DATE_WORDS.has(tokens[end]!)) end++;
    if (end === i) continue;
    if (tokens[i - 1] === NUMBER || tokens[end] === NUMBER) folded.fill(NUMBER, i, end);
    i = end - 1;
  }
  return folded;
};
