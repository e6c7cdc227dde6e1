import { z } from 'zod';
import * as field from '../fields.ts';
import { runName } from './schema.ts';

const nodeId = z.string().meta({ description: 'Unique in this picture; edges name it.', example: 'account:acct_7f3a' });
const members = z.int().meta({ description: 'Members of the ring behind it.', example: 24_700 });
const signalFields = {
  id: nodeId,
  key: field.signalKey,
  type: field.signalType,
  hint: field.signalHint,
  bits: field.bits,
  members,
  accounts: z.int().meta({ description: 'Accounts in the whole graph that showed it at the run.', example: 25_110 }),
  network: field.network,
};

const ringNode = z
  .object({ kind: z.literal('ring'), id: nodeId, ring: field.ringId, members })
  .meta({ id: 'RingNode', description: 'The ring itself, in the middle.' });
const accountNode = z
  .object({
    kind: z.literal('account'),
    id: nodeId,
    account: field.accountId,
    strength: field.strength,
    bits: field.bits,
    cell: field.cellNumber
      .nullable()
      .meta({ description: 'The cell of the ring that it is in; null where it is in none.' }),
    requests: z.number().meta({ description: 'Requests served to it.', example: 1150 }),
  })
  .meta({ id: 'AccountNode', description: 'A member.' });
const signalNode = z
  .object({ kind: z.literal('signal'), ...signalFields })
  .meta({ id: 'SignalNode', description: 'A signal of the evidence, joined to each member drawn that shows it.' });
const hubNode = z.object({ kind: z.literal('hub'), ...signalFields }).meta({
  id: 'HubNode',
  description: 'A signal that too many members show to draw each line: one node with a count, joined to the ring.',
});
const restNode = z
  .object({ kind: z.literal('rest'), id: nodeId, members })
  .meta({ id: 'RestNode', description: 'The members that are not drawn, as one node with a count.' });

const edge = z
  .object({
    source: nodeId,
    target: nodeId,
    kind: z
      .enum(['observation', 'member', 'hub', 'rest'])
      .meta({ description: 'What the line says.', example: 'observation' }),
    weight: z.number().meta({
      description: 'For its width: observations seen, else the strength of a member, else members behind it.',
      example: 14,
    }),
    relationship: z
      .string()
      .optional()
      .meta({ description: 'Relationship type in the graph (observations).', example: 'CONNECTED_FROM' }),
    first: field.time('First seen (observations).').optional(),
    last: field.time('Last seen (observations).').optional(),
  })
  .meta({ id: 'PictureEdge', description: 'A line between two nodes.' });

export const picture = z
  .object({
    run: runName,
    nodes: z
      .array(z.discriminatedUnion('kind', [ringNode, accountNode, signalNode, hubNode, restNode]))
      .meta({ description: 'No more than `limit`: the strongest, the same ones every time.' }),
    edges: z.array(edge).meta({ description: 'Between nodes of this picture only.' }),
    members: z.int().meta({ description: 'Members of the ring.', example: 25_000 }),
    membersDrawn: z.int().meta({ description: 'Members that have a node of their own.', example: 260 }),
  })
  .meta({ id: 'RingPicture', description: 'A ring’s graph, ready to draw.' });

export const pictureQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(10)
    .max(2000)
    .default(300)
    .meta({ description: 'Nodes at most (10–2,000).', example: 300 }),
  hub: z.coerce.number().int().min(2).max(2000).default(200).meta({
    description: 'A signal that more members than this show is drawn as one node with a count.',
    example: 200,
  }),
});

export type Picture = z.output<typeof picture>;
