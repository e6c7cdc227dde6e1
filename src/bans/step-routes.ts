import type { AnyRoute } from '../http/route.ts';
import { step } from './route-parts.ts';
import * as schema from './schema.ts';
import type { BansService } from './service.ts';

/** Steps from a draft to an approved list. */
export const stepRoutes = (service: BansService): AnyRoute[] => [
  step({
    name: 'freeze',
    operationId: 'freezeBanBatch',
    summary: 'Fix the list',
    description:
      'From here on the list never changes. Its manifest is written next (state `freezing`), and with its signature the batch is `frozen`. ' +
      'Who was allowed, banned or taken by another batch since it was drawn is left out and listed with why.',
    status: 202,
    answer: 'The batch, whose manifest is being written.',
    problems: ['graph-conflict'],
    take: service.freeze,
  }),
  step({
    name: 'approve',
    operationId: 'approveBanBatch',
    summary: 'Approve a frozen batch',
    description:
      'By somebody who had no hand in its list. A large batch, or one that touches accounts of `bans.approval.twoIf`, needs two. Sent again by ' +
      'the same person it changes nothing.',
    body: schema.reasonBody,
    problems: ['four-eyes'],
    take: service.approve,
  }),
  step({
    name: 'reject',
    operationId: 'rejectBanBatch',
    summary: 'Reject a batch',
    description: 'Before it is started. It ends there.',
    body: schema.reasonBody,
    take: service.reject,
  }),
  step({
    name: 'cancel',
    operationId: 'cancelBanBatch',
    summary: 'Cancel a batch',
    description: 'Nothing more of it is carried out. What was carried out stays until it is undone.',
    take: service.cancel,
  }),
];
