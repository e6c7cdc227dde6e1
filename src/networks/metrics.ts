import { Gauge, type Registry } from 'prom-client';
import type { NetworksStatus } from './service.ts';

/** How the files stand, for alerts on one that is missing or stale. */
export const networkMetrics = (registry: Registry, status: () => Promise<NetworksStatus>): void => {
  const registers = [registry];
  new Gauge({
    name: 'ringfence_network_files',
    help: 'Files of `networks` by state: read, kept (in use as it was read before), missing, broken.',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      const { sources } = await status();
      for (const state of ['read', 'kept', 'missing', 'broken'] as const) {
        this.set({ state }, sources.filter((source) => source.state === state).length);
      }
    },
  });
  new Gauge({
    name: 'ringfence_network_segments',
    help: 'Disjoint segments that the ranges of all lists come to.',
    registers,
    async collect() {
      this.set((await status()).segments);
    },
  });
};
