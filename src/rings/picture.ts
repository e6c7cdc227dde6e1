import { rfc3339 } from '../fields.ts';
import type { Picture } from './picture-schema.ts';
import type { EdgeRow, EvidenceRow, MemberRow } from './rows.ts';

/**
 * Which nodes a picture of at most `limit` nodes has: a quarter at most for signals, the strongest evidence first; one
 * for the ring; one for the members not drawn; the rest for members, the most strongly held first. The order of both
 * lists is total, so the choice is the same every time.
 */
export const nodeBudget = (
  limit: number,
  size: number,
  evidence: readonly EvidenceRow[],
): { signals: readonly EvidenceRow[]; members: number } => {
  const signals = evidence.slice(0, Math.floor(limit / 4));
  const room = limit - signals.length - 1;
  return { signals, members: size <= room ? size : room - 1 };
};

export const isHub = (signal: EvidenceRow, hub: number): boolean => signal.members > hub;

/** `members` and `edges` are those within the budget; `size` is of the whole ring. */
export const drawPicture = (options: {
  run: Picture['run'];
  ring: string;
  size: number;
  hub: number;
  signals: readonly EvidenceRow[];
  members: readonly MemberRow[];
  edges: readonly EdgeRow[];
}): Picture => {
  const { run, ring, size, hub, signals, members } = options;
  const ringNode = `ring:${ring}`;
  const nodes: Picture['nodes'] = [{ kind: 'ring', id: ringNode, ring, members: size }];
  const edges: Picture['edges'] = [];

  for (const signal of signals) {
    const { key, type, hint, bits, members, accounts, network } = signal;
    const facts = { key, type, hint, bits, members, accounts, network };
    if (isHub(signal, hub)) {
      const id = `hub:${key}`;
      nodes.push({ kind: 'hub', id, ...facts });
      edges.push({ source: id, target: ringNode, kind: 'hub', weight: members });
    } else nodes.push({ kind: 'signal', id: `signal:${key}`, ...facts });
  }

  for (const { id, strength, bits, cell, requests } of members) {
    nodes.push({ kind: 'account', id: `account:${id}`, account: id, strength, bits, cell, requests });
  }
  const tied = new Set<string>();
  for (const { account, signal, relationship, count, first, last } of options.edges) {
    tied.add(account);
    edges.push({
      source: `account:${account}`,
      target: `signal:${signal}`,
      kind: 'observation',
      weight: count,
      relationship,
      first: rfc3339(first),
      last: rfc3339(last),
    });
  }
  // A member held by hubs alone would hang in the air.
  for (const { id, strength } of members) {
    if (!tied.has(id)) edges.push({ source: `account:${id}`, target: ringNode, kind: 'member', weight: strength });
  }
  joinLooseSignals(nodes, edges, ringNode);

  const left = size - members.length;
  if (left > 0) {
    nodes.push({ kind: 'rest', id: 'rest', members: left });
    edges.push({ source: 'rest', target: ringNode, kind: 'rest', weight: left });
  }
  return { run, nodes, edges, members: size, membersDrawn: members.length };
};

/** A signal that only members shown elsewhere (in `rest`) have is joined to the ring, as a hub is. */
const joinLooseSignals = (nodes: Picture['nodes'], edges: Picture['edges'], ringNode: string): void => {
  const reached = new Set(edges.map((edge) => edge.target));
  for (const node of nodes) {
    if (node.kind === 'signal' && !reached.has(node.id)) {
      edges.push({ source: node.id, target: ringNode, kind: 'hub', weight: node.members });
    }
  }
};
