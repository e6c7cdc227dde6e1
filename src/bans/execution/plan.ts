import { z } from 'zod';

const share = (usual: number, description: string) =>
  z.number().min(0).max(1).default(usual).meta({ description, example: usual });
const minutes = (usual: number, description: string) =>
  z.number().min(0).max(10_080).default(usual).meta({ description, example: usual });

/** How a batch is to be carried out. What is left out has the usual value. */
export const planBody = z
  .strictObject({
    receiver: z
      .string()
      .regex(/^rcv_[a-z2-7]{12}$/)
      .nullable()
      .default(null)
      .meta({
        description: 'Who carries it out; null for whoever asks (`GET /v1/bans/{id}/pending`).',
        example: 'rcv_q2hbjbahybbl',
      }),
    accountsPerMessage: z
      .int()
      .min(1)
      .max(1000)
      .default(100)
      .meta({ description: 'Accounts in one message, or one file.', example: 100 }),
    canary: z
      .strictObject({
        share: share(0.05, 'Part of the batch that goes first, drawn evenly over rings, strength and age.'),
        atLeast: z.int().min(1).max(100_000).default(20).meta({ description: 'Accounts in it at least.', example: 20 }),
        holdMinutes: minutes(60, 'How long it is watched after its last account was answered.'),
      })
      .prefault({})
      .meta({ id: 'BanCanary', description: 'The sample that goes first.' }),
    limits: z
      .strictObject({
        errorShare: share(0.05, 'More failed accounts than this stop the batch.'),
        appealShare: share(0.02, 'More appeals than this stop the batch.'),
      })
      .prefault({})
      .meta({ id: 'BanLimits', description: 'When the batch is stopped by itself, in the canary and after it.' }),
    waves: z
      .strictObject({
        size: z.int().min(1).max(100_000).default(1000).meta({ description: 'Accounts of a wave.', example: 1000 }),
        minutesBetween: minutes(10, 'From the beginning of a wave to that of the next.'),
        perMinute: z
          .int()
          .min(1)
          .nullable()
          .default(null)
          .meta({ description: 'Accounts a minute within a wave; null for as fast as they are taken.', example: 600 }),
      })
      .prefault({})
      .meta({ id: 'BanWaves', description: 'How it goes on after the canary.' }),
    delayMinutes: z
      .strictObject({ least: minutes(0, 'Shortest delay.'), most: minutes(0, 'Longest delay.') })
      .refine(({ least, most }) => least <= most, 'must not have `least` above `most`')
      .prefault({})
      .meta({
        id: 'BanDelay',
        description:
          'Each account is banned a random time in this range after its turn, so that nobody learns what gave it away.',
      }),
  })
  .meta({ id: 'BanPlan', description: 'How a batch is to be carried out.' });

export type BanPlan = z.output<typeof planBody>;
