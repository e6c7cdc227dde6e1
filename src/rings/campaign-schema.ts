import { z } from 'zod';
import * as field from '../fields.ts';
import { runName } from './schema.ts';

const campaignSummary = z
  .object({
    id: field.campaignId,
    rings: z.int().meta({ description: 'Rings of the campaign.', example: 17 }),
    accounts: z.int().meta({ description: 'Accounts in them.', example: 8848 }),
    score: z.number().meta({ description: 'Mean score of its rings, weighed by their accounts.', example: 0.97 }),
    bits: z.number().meta({
      description:
        'How surprising the weakest tie that holds it together is, in bits: its rings would share so much by chance once in 2 to this power.',
      example: 22.3,
    }),
    firstSeen: field.time('First observation of its rings’ evidence.'),
    lastSeen: field.time('Last observation of its rings’ evidence.'),
    requests: z.number().meta({ description: 'Requests served to its accounts.', example: 9_800_000 }),
    summary: z.string().meta({
      description: 'What its rings share, in one sentence.',
      example: '17 rings with 8848 accounts share 66 prompts and 2 devices, which nobody else shows',
    }),
  })
  .meta({ id: 'CampaignSummary', description: 'A campaign as a line of a list.' });

export const campaignList = z
  .object({
    run: runName.nullable().meta({ description: 'The published run; null before the first.' }),
    campaigns: z.array(campaignSummary).meta({ description: 'Those of most accounts first.' }),
    next: field.next,
  })
  .meta({ id: 'CampaignList', description: 'A page of the campaigns of the published run.' });

const evidence = z
  .object({
    key: field.signalKey,
    type: field.signalType,
    hint: field.signalHint,
    rings: z.int().meta({ description: 'Rings of the campaign with a member that shows it.', example: 6 }),
    members: z.int().meta({ description: 'Members of its rings that show it.', example: 2380 }),
    accounts: z.int().meta({ description: 'Accounts in the whole graph that showed it at the run.', example: 2391 }),
  })
  .meta({ id: 'CampaignEvidence', description: 'A signal that rings of the campaign share.' });

export const campaignDetail = z
  .object({
    run: runName,
    campaign: campaignSummary,
    evidence: z.array(evidence).meta({ description: 'Signals of most rings first; 50 at most.' }),
  })
  .meta({ id: 'CampaignDetail', description: 'One campaign with what its rings share.' });

export type CampaignList = z.output<typeof campaignList>;
export type CampaignDetail = z.output<typeof campaignDetail>;
