import { keys, type RoomSamples } from './sample.ts';

export const networks: RoomSamples = {
  samples: () => ({
    table: { with: {} },
    'begin-pass': { with: { digest: 'd', holder: 'a', ttl: 60_000 } },
    'page-done': { with: { digest: 'd', holder: 'a', ttl: 60_000, cursor: 'ip:1' } },
    'end-pass': { with: { digest: 'd', holder: 'a' } },
    'give-up-pass': { with: { digest: 'd', holder: 'a' } },
    'mark-mixed': { with: { digest: 'd', rows: [] } },
    'ip-page': { with: { after: 'ip:198.18.', limit: 2 } },
    'set-ips': {
      with: { rows: keys.map((key) => ({ key, class: 'vpn', asn: 64500, country: 'NL', lists: ['exits'] })) },
    },
    'set-asns': { with: { rows: [64500, 64501].map((number) => ({ number, name: `AS${number}` })) } },
    'prefix-asns': { with: { rows: [{ cidr: '198.18.0.0/24', asn: 64500 }] } },
    'own-asns': { with: { rows: keys.map((key) => ({ key, asn: 64501 })) } },
  }),
};
