import { z } from 'zod';
import * as field from '../fields.ts';
import { SUBJECT_KINDS } from './rows.ts';
import { CASE_OUTCOMES, CASE_STATUSES } from './status.ts';

export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const;

export const caseId = z.string().min(1).max(64).meta({ description: 'The case.', example: 'case_k2m7xq4w3b5a' });
export const snapshotId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'The frozen evidence.', example: 'snap_f4ke2q2a7c3d' });

export const name = (description: string) => z.string().meta({ description, example: 'desk-berlin' });
export const isClean = (text: string): boolean => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text);

export const kind = z.enum(SUBJECT_KINDS).meta({ description: 'What it is about.', example: 'ring' });
export const target = z.string().min(1).max(1100).meta({
  description: 'Id of the ring or the account, or key of the signal.',
  example: 'ring_f4ke2q2a7c3d',
});
export const title = field.line(200).meta({ description: 'What it is called.', example: 'Nine cards, sixty accounts' });
export const status = z.enum(CASE_STATUSES).meta({
  description: 'open → investigating or waiting → closed; `merged` is a duplicate that goes on in another case.',
  example: 'investigating',
});
export const outcome = z.enum(CASE_OUTCOMES).meta({ description: 'What it came to.', example: 'confirmed' });
export const priority = z.enum(PRIORITIES).meta({ description: 'How much it matters.', example: 'high' });
export const assignee = field.line(200).nullable().meta({
  description: 'Who works on it, by the name of their key or token; null for nobody.',
  example: 'desk-berlin',
});
export const due = z.iso.datetime({ offset: true }).nullable().meta({
  description: 'Until when something must have come of it; null for no such time.',
  example: '2026-03-09T08:00:00Z',
});
export const reason = z
  .string()
  .trim()
  .min(1)
  .max(2000)
  .refine(isClean, 'holds control characters')
  .meta({ description: 'Why, for those who read the history later.', example: 'Same nine cards in two evenings.' });
