import { z } from 'zod';
import * as field from '../fields.ts';
import { answer, ifMatch, ifNoneMatch, revalidated } from '../http/answer.ts';
import { type AnyRoute, route } from '../http/route.ts';
import { counterfactual, counterfactualQuery, holding, holdingQuery, memberWhy } from './counterfactual-schema.ts';
import { picture, pictureQuery } from './picture-schema.ts';
import { decision, decisionList, listQuery, memberList, ringDetail, ringList, stateChange } from './schema.ts';
import type { RingsService } from './service.ts';
import { timeline, timelineQuery } from './timeline.ts';

const tag = 'Rings';
const params = z.object({ id: field.ringId });

/** What an investigator reads and decides of rings. Every answer is of the one published run that it names. */
export const ringsRoutes = (service: RingsService): AnyRoute[] => [
  route({
    method: 'get',
    path: '/v1/rings',
    operationId: 'listRings',
    tag,
    summary: 'Rings of the published run',
    description:
      'Filtered and sorted, a page at a time. A cursor belongs to its filters and its run: when another run is published, ' +
      'it answers 410 and you begin again.',
    query: listQuery,
    headers: ifNoneMatch,
    responses: { 200: revalidated('A page of rings.', ringList) },
    problems: ['cursor-expired'],
    handle: async ({ query }) => ({ status: 200, ...(await service.list(query)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}',
    operationId: 'getRing',
    tag,
    summary: 'One ring with its evidence',
    description:
      'Its score and the figures behind it, its state, the strongest evidence and where it came from. The ETag names the ' +
      'run and the number of decisions: send it as If-Match with a decision.',
    params,
    headers: ifNoneMatch,
    responses: { 200: revalidated('The ring.', ringDetail) },
    problems: ['not-found'],
    handle: async ({ params: { id } }) => ({ status: 200, ...(await service.get(id)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/members',
    operationId: 'listRingMembers',
    tag,
    summary: 'Accounts of a ring',
    description: 'The most strongly held first, each with its own evidence, a page at a time.',
    params,
    query: z.object(field.page(1000, 100)),
    headers: ifNoneMatch,
    responses: { 200: revalidated('A page of members.', memberList) },
    problems: ['not-found', 'cursor-expired'],
    handle: async ({ params: { id }, query }) => ({ status: 200, ...(await service.members(id, query)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/graph',
    operationId: 'getRingGraph',
    tag,
    summary: 'A ring’s graph, ready to draw',
    description:
      'Nodes and edges, bounded: the strongest members and evidence, hubs as one node with a count, and all members not ' +
      'drawn as one node with a count. The same ring of the same run gives the same picture.',
    params,
    query: pictureQuery,
    headers: ifNoneMatch,
    responses: { 200: revalidated('The picture.', picture) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, ...(await service.picture(id, query)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/timeline',
    operationId: 'getRingTimeline',
    tag,
    summary: 'A ring over time',
    description: 'Sign-ups, first sightings, active members and requests, in buckets of 8 hours or a day.',
    params,
    query: timelineQuery,
    headers: ifNoneMatch,
    responses: { 200: revalidated('The timeline.', timeline) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, ...(await service.timeline(id, query.bucket)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/counterfactual',
    operationId: 'getRingCounterfactual',
    tag,
    summary: 'A ring without some of its evidence',
    description:
      'Who would leave without a signal, a signal type or an 8-hour window, and what the score of the rest would be. ' +
      'Answered from the ring’s own evidence as of its run: links are weighed again by what is left, and whoever is no longer joined to ' +
      'the largest part leaves. The first question about a large ring makes it ready (a second or two for 25,000 ' +
      'accounts); further ones take milliseconds.',
    params,
    query: counterfactualQuery,
    headers: ifNoneMatch,
    responses: { 200: revalidated('What would become of the ring.', counterfactual) },
    problems: ['not-found', 'run-too-old'],
    handle: async ({ params: { id }, query }) => ({ status: 200, ...(await service.without(id, query.without)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/holding',
    operationId: 'getRingHolding',
    tag,
    summary: 'The few signals that hold a ring together',
    description:
      'Chosen one by one, each the one that gives its members most bits (greedy submodular cover, Wolsey 1982), until so many ' +
      'members stay by these alone; `atLeast` says how few could give as much at best.',
    params,
    query: holdingQuery,
    headers: ifNoneMatch,
    responses: { 200: revalidated('The signals.', holding) },
    problems: ['not-found', 'run-too-old'],
    handle: async ({ params: { id }, query }) => ({ status: 200, ...(await service.holding(id, query.share)) }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/members/{account}/why',
    operationId: 'getRingMemberWhy',
    tag,
    summary: 'Why an account is in a ring',
    description:
      'What it shares with those that it is linked with, and the fewest signals without which it would be out.',
    params: params.extend({ account: field.accountId }),
    headers: ifNoneMatch,
    responses: { 200: revalidated('Its ties.', memberWhy) },
    problems: ['not-found', 'run-too-old'],
    handle: async ({ params: { id, account } }) => ({ status: 200, ...(await service.why(id, account)) }),
  }),
  route({
    method: 'put',
    path: '/v1/rings/{id}/state',
    operationId: 'setRingState',
    tag,
    summary: 'Decide on a ring',
    description:
      'Adds a decision to the ring’s history, in the name of the API key. `If-Match` must name the ring as you read it. ' +
      'From new: in_review, dismissed. From in_review: new, confirmed, dismissed. From confirmed or dismissed: in_review.',
    params,
    headers: ifMatch('ring', '"run_20260302t080000.0"'),
    body: stateChange,
    responses: { 200: { ...answer('The decision.', decision), headers: { ETag: 'The ring’s new version.' } } },
    problems: ['not-found', 'illegal-transition', 'precondition-failed', 'precondition-required'],
    handle: async ({ params: { id }, body, headers, actor }) => ({
      status: 200,
      ...(await service.decide(id, { ...body, by: actor, ifMatch: headers['if-match'] })),
    }),
  }),
  route({
    method: 'get',
    path: '/v1/rings/{id}/decisions',
    operationId: 'listRingDecisions',
    tag,
    summary: 'History of a ring',
    description: 'Every decision, the newest first. It stays when a later run no longer has the ring.',
    params,
    query: z.object(field.page(200, 50)),
    responses: { 200: answer('A page of decisions.', decisionList) },
    problems: ['not-found'],
    handle: async ({ params: { id }, query }) => ({ status: 200, body: await service.decisions(id, query) }),
  }),
];
