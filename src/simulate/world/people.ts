import type { Random } from '../random.ts';
import { FIRST_NAMES, LAST_NAMES, ORGANISATION_WORDS, STREETS, TOWNS } from './names.ts';
import type { Country } from './networks.ts';

export interface Name {
  readonly first: string;
  readonly last: string;
}

export const personName = (random: Random): Name => ({
  first: random.pick(FIRST_NAMES),
  last: random.pick(LAST_NAMES),
});

/** Large free mail providers, most popular first, under reserved names. */
const MAIL_PROVIDERS = [
  'mail.example',
  'mail.example',
  'mail.example',
  'inbox.example',
  'post.example',
  'webmail.example',
];
const SMALL_DOMAINS = ['example.com', 'example.net', 'example.org'];

/** An address at a large provider, or rarely at a small domain; people choose names much alike. */
export const mailAddress = (random: Random, { first, last }: Name): string => {
  const f = first.toLowerCase();
  const l = last.toLowerCase();
  const local = random.pick([
    () => `${f}.${l}${random.between(1, 99)}`,
    () => `${f}${l}${random.between(1950, 2008)}`,
    () => `${f[0]}${l}${random.between(1, 999)}`,
    () => `${f}.${random.token(3)}.${l}`,
    () => `${l}${f[0]}${random.between(10, 9999)}`,
    () => `${random.token(2)}${f}${random.between(10, 9999)}`,
  ])();
  return `${local}@${random.chance(0.94) ? random.pick(MAIL_PROVIDERS) : random.pick(SMALL_DOMAINS)}`;
};

/** `first.last` at an organisation's own domain. `index` keeps two people of one name apart. */
export const workAddress = ({ first, last }: Name, domain: string, index: number): string =>
  `${first}.${last}${index === 0 ? '' : index}@${domain}`.toLowerCase();

/** A domain that no other organisation of the scenario is likely to have. */
export const organisationDomain = (random: Random): string =>
  `${random.pick(ORGANISATION_WORDS)}-${random.pick(ORGANISATION_WORDS)}${random.between(2, 999)}.example`;

/** A second address of the same person at the same provider (`anna+work@…`). */
export const subAddress = (address: string, random: Random): string =>
  address.replace('@', `+${random.pick(['work', 'test', 'ai', 'dev', 'alt', 'two', 'new', 'api'])}${random.int(10)}@`);

const CARD_BRANDS = ['visa', 'visa', 'visa', 'mastercard', 'mastercard', 'amex'];

/** A payment processor's fingerprint of a card: brand, token, last four digits. */
export const cardFingerprint = (random: Random): string =>
  `${random.pick(CARD_BRANDS)}_${random.token(8)}_${random.between(0, 9999).toString().padStart(4, '0')}`;

export const deviceHash = (random: Random): string => random.hex(12);

const COUNTRY_NAMES: Record<Country, string> = {
  US: 'US',
  GB: 'GB',
  DE: 'DE',
  FR: 'FR',
  IN: 'IN',
  BR: 'BR',
};

export const postalAddress = (random: Random, country: Country): string =>
  `${random.between(1, 240)} ${random.pick(STREETS)}, ${random.pick(TOWNS)} ${random.between(1000, 9999)}, ${COUNTRY_NAMES[country]}`;

/** North American area codes; 555-0100 to 555-0199 is fictitious in each of them. */
const AREA_CODES =
  '201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262 267 269 270 272 276 281 301 302 303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 325 330 331 334 336 337 339 347 351 352 360 361 385 386 401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 442 443 458 469 470 475 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 531 534 539 540 541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 657 660 661 662 667 678 681 682 701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 737 740 747 754 757 760 762 763 765 769 770 772 773 774 775 779 781 785 786 801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 828 830 831 832 843 845 847 848 850 856 857 858 859 860 862 863 864 865 870 872 878 901 903 904 906 907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 929 931 936 937 938 940 941 947 949 951 952 954 956 959 970 971 972 973 978 979 980 984 985 989'.split(
    ' ',
  );
/** French prefixes with 10,000 fictitious numbers each, British ones with 1,000 (as their regulators set them aside). */
const FRENCH = ['19900', '26191', '35301', '46571', '53649', '63998'];
const BRITISH = [
  '1134960',
  '1144960',
  '1164960',
  '1174960',
  '1184960',
  '1214960',
  '1314960',
  '1414960',
  '1514960',
  '1614960',
  '1914980',
  '2079460',
];

const AMERICAN_COUNT = AREA_CODES.length * 100;
const FRENCH_COUNT = FRENCH.length * 10_000;

/** How many different fictitious numbers there are. */
export const PHONE_NUMBERS = AMERICAN_COUNT + FRENCH_COUNT + BRITISH.length * 1_000;

/** A prime that shares no factor with PHONE_NUMBERS spreads neighbouring accounts over the ranges. */
const STRIDE = 50_021;

/** The `number`th fictitious phone number in E.164; different for every number below PHONE_NUMBERS. */
export const phoneNumber = (number: number): string => {
  let at = (number * STRIDE) % PHONE_NUMBERS;
  if (at < AMERICAN_COUNT) return `+1${AREA_CODES[Math.floor(at / 100)]}55501${digits(at % 100, 2)}`;
  at -= AMERICAN_COUNT;
  if (at < FRENCH_COUNT) return `+33${FRENCH[Math.floor(at / 10_000)]}${digits(at % 10_000, 4)}`;
  at -= FRENCH_COUNT;
  return `+44${BRITISH[Math.floor(at / 1_000)]}${digits(at % 1_000, 3)}`;
};

const digits = (value: number, width: number): string => value.toString().padStart(width, '0');
