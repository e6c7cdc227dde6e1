import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { RingfenceError } from '../../errors.ts';
import { readIfThere, type ServerHome, writePrivate } from './home.ts';

/** Loopback ports of a home's server. */
export interface Ports {
  readonly bolt: number;
  readonly http: number;
}

/**
 * The home's ports: chosen at the first start and kept, because a service that runs goes on trying the port that it knows
 * while Neo4j starts again. So a kept port that somebody else has taken is an error (`port-in-use`), never a silent move.
 */
export const settlePorts = async (home: ServerHome): Promise<Ports> => {
  const kept = parsePorts(await readIfThere(home.ports));
  if (kept) {
    for (const port of [kept.bolt, kept.http]) if (!(await isFree(port))) throw inUse(port, home);
    return kept;
  }
  const bolt = await freePort();
  let http = await freePort();
  while (http === bolt) http = await freePort();
  await writePrivate(home.ports, `${JSON.stringify({ bolt, http })}\n`);
  return { bolt, http };
};

export const inUse = (port: number, home: ServerHome): RingfenceError =>
  new RingfenceError({
    type: 'port-in-use',
    exitCode: 69,
    detail: `Port ${port}, which the Neo4j of ${home.folder} listens on, is taken by another program.`,
    mend: `Stop that program, or delete ${home.ports} (or put other ports into it) so that Neo4j moves.`,
  });

const parsePorts = (text: string | undefined): Ports | undefined => {
  if (text === undefined) return undefined;
  try {
    const { bolt, http } = JSON.parse(text) as Partial<Ports>;
    if (isPort(bolt) && isPort(http) && bolt !== http) return { bolt, http };
  } catch {
    // Chosen anew.
  }
  return undefined;
};

const isPort = (port: unknown): port is number => Number.isInteger(port) && Number(port) > 0 && Number(port) < 65_536;

/** Below the range from which systems give ports to outgoing connections, so that the port is free again next time. */
const freePort = async (): Promise<number> => {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await isFree(port)) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1' }, () => probe.close(() => resolve(true)));
  });
