/** What kind of network an address belongs to. */
export interface NetworkClassMeaning {
  /** Word for people. */
  readonly spoken: string;
  /** Whether people who have nothing to do with each other, or nothing but an employer, share its addresses by design. */
  readonly shared: boolean;
  readonly description: string;
}

/**
 * The classes, the most telling one first: where several lists hold the same range, the first of them in this order wins. A
 * VPN's exit stands in a data centre, so the lists of data centres hold it too, and "hosting" says the least.
 */
export const NETWORK_CLASS_MEANINGS = {
  tor: { spoken: 'Tor', shared: true, description: 'An exit of the Tor network.' },
  residential_proxy: {
    spoken: 'residential proxy',
    shared: true,
    description: "A household's line that a proxy service sells to its customers.",
  },
  vpn: { spoken: 'VPN', shared: true, description: 'An exit of a VPN service.' },
  proxy: { spoken: 'proxy', shared: true, description: 'An open or rented proxy.' },
  relay: {
    spoken: 'relay',
    shared: true,
    description: 'A privacy relay built into a system or browser, such as iCloud Private Relay.',
  },
  cdn: {
    spoken: 'CDN',
    shared: true,
    description: 'The edge of a content network; whoever is behind it shares its addresses.',
  },
  cgnat: {
    spoken: 'carrier NAT',
    shared: true,
    description: 'A carrier puts many lines behind one address.',
  },
  mobile: {
    spoken: 'mobile',
    shared: true,
    description: 'A mobile carrier, which puts many phones behind one address.',
  },
  corporate: { spoken: 'corporate', shared: true, description: 'The way out of a company.' },
  education: { spoken: 'campus', shared: true, description: 'The way out of a school or university.' },
  hosting: {
    spoken: 'hosting',
    shared: false,
    description: 'A data centre: servers, not people. Unusual for a person, and no proof of anything by itself.',
  },
} as const satisfies Readonly<Record<string, NetworkClassMeaning>>;

export type NetworkClass = keyof typeof NETWORK_CLASS_MEANINGS;

/** In order of precedence. */
export const NETWORK_CLASSES = Object.keys(NETWORK_CLASS_MEANINGS) as [NetworkClass, ...NetworkClass[]];

/** The classes as the engine takes them: traits of signals, in a fixed order. */
export const NETWORK_TRAITS = NETWORK_CLASSES.map((name) => {
  const { spoken, shared } = NETWORK_CLASS_MEANINGS[name];
  return { name, spoken, shared };
});

/** Smaller is more telling. */
export const precedenceOf = (name: NetworkClass): number => NETWORK_CLASSES.indexOf(name);
