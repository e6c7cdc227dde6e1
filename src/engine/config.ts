import { z } from 'zod';

/** The score's logistic: prior judgement in log-odds, not fitted to any population. */
const scoreConfig = z
  .strictObject({
    intercept: z
      .number()
      .default(-9)
      .describe('Log-odds of a community of 12 accounts with nothing that speaks for it.'),
    burst: z
      .number()
      .default(1.2)
      .describe(
        'Per bit of creation burst (lower bound, at most 5): 1 bit is twice as dense in time as the population.',
      ),
    volume: z
      .number()
      .default(1.2)
      .describe(
        'Per bit of likeness of the requests a day (lower bound, at most 5): 1 bit is twice as close together.',
      ),
    synchrony: z
      .number()
      .default(1.2)
      .describe('Per doubling of shared behaviour in the same windows over what popularity explains (at most 4).'),
    families: z
      .number()
      .default(1)
      .describe(
        'Per independent family of evidence beside the network (at most 4), counted by the members it reaches.',
      ),
    corroboration: z
      .number()
      .default(2)
      .describe('For the share of members held by other evidence than the one signal that reaches most of them.'),
    cohesion: z.number().default(1.5).describe('For the share of pairs of members that are linked.'),
    evidence: z.number().default(0.5).describe("Per link threshold's worth of bits of a mean member (at most 3)."),
    size: z
      .number()
      .default(1)
      .describe('Per doubling of the size over 12 (between -3 and 2): most false positives are small groups.'),
    prevalence: z
      .number()
      .default(1)
      .describe('For how common rings are in the run (`prevalence`), in log-odds; 0 for none of it.'),
  })
  .describe('Weights of the ring score, in log-odds.');

/** Every default of the engine, in one visible object; each is documented in docs/configuration.md from here. */
export const engineConfig = z
  .strictObject({
    seed: z.int().min(0).max(0xffffffff).default(1).describe('Seed of everything random in a run.'),
    community: z
      .enum(['louvain', 'leiden', 'leiden-cpm', 'gds-leiden'])
      .default('louvain')
      .describe(
        'The community engine: graphology-communities-louvain; Leiden with modularity; Leiden with the constant Potts model at the density of the graph that is cut; Leiden with modularity by Graph Data Science, where the Neo4j server has it.',
      ),
    hubDegree: z
      .int()
      .min(2)
      .default(50)
      .describe('A signal on more accounts than this is a hub: classed, and never expanded into its pairs.'),
    weakFamilies: z
      .array(z.string())
      .default(['network'])
      .describe('Families whose signals never link two accounts by themselves.'),
    hubFactor: z
      .strictObject({
        benign: z.number().min(0).max(1).default(0.5).describe('For hubs that innocent crowds share.'),
        organic: z.number().min(0).max(1).default(0.8).describe('For hubs that are neither.'),
        anomalous: z.number().min(0).max(1).default(1).describe('For hubs of young accounts made in a burst.'),
      })
      .prefault({})
      .describe("What a hub's class leaves of its bits."),
    sharedFactor: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe(
        'What is left of the bits of a signal that is shared by design, such as an address of a VPN, a proxy, a CDN or a carrier (where networks are known). A hub that is anomalous all the same loses nothing.',
      ),
    burstLift: z
      .number()
      .min(0)
      .max(4)
      .default(0.5)
      .describe(
        'How much more a signal outside the weak families counts when its own accounts were made in a burst (at 3 bits).',
      ),
    maxActivityBits: z
      .number()
      .min(0)
      .default(6)
      .describe('Most bits that a shared signal loses because both accounts show very many signals of its type.'),
    strongStrength: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('An identifier of at least this strength links two accounts alone when they are synchronous too.'),
    closeRankShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.005)
      .describe('Two accounts are created close together when at most this share of all accounts lies between them.'),
    linkBitsPerLog2N: z
      .number()
      .min(0)
      .default(1.3)
      .describe(
        'Two accounts are linked when their shared signals carry this many bits per log2 of the number of accounts (1.3 is 20 bits at 43,000 accounts).',
      ),
    hubsPerAccount: z
      .int()
      .min(2)
      .max(64)
      .default(12)
      .describe('Hubs of an account, the most telling ones first, whose pairs make blocks of candidates.'),
    blockSample: z
      .int()
      .min(1)
      .default(16)
      .describe('In a block of more than hubDegree accounts each is compared with twice as many others as this.'),
    maxPartners: z
      .int()
      .min(1)
      .default(512)
      .describe('Candidate partners of one account that are weighed, the most promising first.'),
    lockstepFalseShare: z
      .number()
      .min(0)
      .max(0.5)
      .default(0)
      .describe(
        'Accounts that act in lockstep (first used one after another, with near-equal volume, in the same windows) are linked without a common signal, as far as at most this share of such links is by chance; 0 links none. What is by chance a run estimates from its own accounts. An honest class can act in lockstep too.',
      ),
    resolution: z
      .number()
      .positive()
      .default(1)
      .describe('Resolution of the community engine at every level of the hierarchy.'),
    separation: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe(
        'Parts of a community that are separated by this share of what is possible (modularity over its maximum) are reported apart.',
      ),
    hysteresis: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.05)
      .describe(
        'Where it is close whether a community is reported, whole or in parts, what it was in the last run decides: by so much `separation`, what the whole is worth beside its parts, and the `minScore` of a ring of the last run may differ.',
      ),
    minCohesion: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe(
        'A community whose members are linked to a smaller share of the others than this is split again in any case; whether it is reported whole or in parts the score decides.',
      ),
    maxDepth: z.int().min(1).max(64).default(12).describe('Levels of the hierarchy of communities.'),
    fringeShare: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe("Accounts linked to fewer members than this share of the community's median are left out of it."),
    minRingSize: z.int().min(2).default(4).describe('Smaller communities are not reported.'),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Communities scored below this are not reported as rings.'),
    score: scoreConfig.prefault({}),
    prevalence: z
      .strictObject({
        share: z
          .number()
          .min(0.001)
          .max(0.999)
          .default(0.2)
          .describe('Share of rings among the groups in doubt, as the weights of the score take it.'),
        worth: z
          .number()
          .min(0)
          .max(1e9)
          .default(50)
          .describe('Groups in doubt that `share` is worth: with as many of a run it is halfway to what they say.'),
        within: z.number().min(0).max(20).default(4).describe('Groups are in doubt within so many log-odds of even.'),
        most: z
          .number()
          .min(0)
          .max(10)
          .default(2)
          .describe(
            'What it raises a score by at most, in log-odds; where rings are rarer than `share` nothing changes.',
          ),
      })
      .prefault({})
      .describe(
        'How common rings are among the groups in doubt is estimated from the scores of the run itself, without labels, and raises every score where they are common.',
      ),
    appeals: z
      .strictObject({
        most: z
          .number()
          .min(0)
          .max(0.9)
          .default(0.5)
          .describe('Most that overturned appeals take off a signal, as a share of what it counts; 0 for nothing.'),
        prior: z
          .number()
          .positive()
          .default(2)
          .describe(
            'Upheld appeals that are taken for granted of each signal, so that one mistake does not cost it all of that.',
          ),
      })
      .prefault({}),
    campaignError: z
      .number()
      .positive()
      .max(1)
      .default(0.05)
      .describe(
        'Rings are joined to campaigns so that, if none belonged together, the chance of a single wrong tie in a run would be at most this.',
      ),
    maxEvidence: z
      .int()
      .min(1)
      .default(10_000)
      .describe(
        'Evidence signals kept for a ring, the strongest first: whoever asks later what holds it is answered from these.',
      ),
    minJaccard: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .describe(
        'Least overlap (Jaccard) with a ring of the last run to be its successor, unless half of the smaller is shared.',
      ),
    increments: z
      .strictObject({
        staleShare: z
          .number()
          .min(0)
          .max(4)
          .default(1)
          .describe(
            "Share of a link's bits: a pair that may have gained as much, or four times as much within a dense group, is weighed again, and so are all of an account that may have lost as much.",
          ),
        renewFrom: z
          .number()
          .min(0)
          .max(1)
          .default(0.1)
          .describe(
            'Share of changed accounts from which on a hub is classed, a community that was whole cut, and a group described anew.',
          ),
        drift: z
          .number()
          .min(0)
          .max(1)
          .default(0.1)
          .describe('A whole run is due when more than this share of the accounts came or went since the last one.'),
      })
      .prefault({})
      .describe('How far an increment (`increment` of `ringfence/engine`) may lean on the last run.'),
  })
  .describe('How observations become rings.');

export type EngineConfig = z.output<typeof engineConfig>;
