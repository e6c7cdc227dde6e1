/** What a signal says of a ring, as the graph gives it. */
export interface Evidence {
  readonly type: string;
  readonly hint: string;
  readonly bits: number;
  readonly members: number;
}

/** `payment instrument visa •••• 4242: 14.2 bits, 380 members`. The hint is a caption that gives no value away. */
export const inWords = ({ type, hint, bits, members }: Evidence): string => {
  const named = hint === '' ? spoken(type) : `${spoken(type)} ${hint}`;
  return `${named}: ${bits.toFixed(1)} bits, ${members} member${members === 1 ? '' : 's'}`;
};

/** `payment_instrument` → `payment instrument`, `ip` → `IP`. */
const spoken = (type: string): string => {
  const words = type.replaceAll('_', ' ');
  return words.length <= 3 ? words.toUpperCase() : words;
};
