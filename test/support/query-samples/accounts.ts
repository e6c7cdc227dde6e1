import { along, firstPage, type RoomSamples } from './sample.ts';

export const accounts: RoomSamples = {
  samples: ({ account, card }) => ({
    get: { with: { account } },
    'signal-counts': { with: { account } },
    signals: { with: { account, type: '', after: '', limit: 50 }, ...along },
    shared: { with: { account, signals: 1000, hubDegree: 50, ...firstPage }, ...along },
    hubs: { with: { account, signals: 1000, hubDegree: 1, limit: 100 }, ...along },
    shown: { with: { account }, ...along },
    signal: { with: { key: card }, ...along },
    'signal-rings': { with: { key: card, limit: 100 } },
    'signal-accounts': { with: { key: card, after: '', limit: 50 }, ...along },
    'search-accounts': { with: { text: 'member_', limit: 10 } },
    'search-keys': { with: { text: 'ip:198.18.', limit: 10 } },
    'search-hints': { with: { text: '198.18.', limit: 10 } },
    'search-asn': { with: { asn: 64500, limit: 10 } },
    'search-network': { with: { network: '198.18.0.0/24', limit: 10 } },
    'find-keys': { with: { keys: [card, 'ip:198.18.0.1'] } },
    'search-rings': { with: { text: 'ring_', limit: 10 } },
    'search-runs': { with: { text: 'run_', limit: 10 } },
  }),
};
