/**
 * How well does the template miner group, and how fast? `npm run bench:templates [folder]`
 *
 * - The 16 log systems of loghub (2,000 lines each; default folder ../shared/data/loghub): lines as prompts, EventId as truth,
 *   one configuration for all. Grouping accuracy (Zhu et al., ICSE-SEIP 2019): the share of lines whose group holds exactly
 *   the lines of one event. Eight systems were used for development, the others only here.
 * - Prompts of the simulator, as written and paraphrased by rules; seeds not used in development.
 * - Instructions with another text beside them each time, of 12 to 40 words that were drawn at random: behind it, or in three of ten ahead of it.
 * - The same in another order; `asAnswered` is the group as first answered, before later merges.
 * - Prompts a second on one core and memory, on prompts of which few are equal.
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { fingerprinter, templateMiner } from '../src/signals/index.ts';
import { composeFreely, composeTemplate } from '../src/simulate/prompts/grammar.ts';
import { type Capability, fill } from '../src/simulate/prompts/template.ts';
import { type Random, rootStream } from '../src/simulate/random.ts';
import { groupingAccuracy, pairAgreement } from './support/grouping.ts';
import { paraphrase } from './support/paraphrase.ts';
import { median, report } from './support/report.ts';

const FOLDER = process.argv[2] ?? '../shared/data/loghub';
const DEVELOPMENT = ['HDFS', 'Apache', 'Linux', 'Zookeeper', 'OpenSSH', 'Hadoop', 'Proxifier', 'HealthApp'];
const OTHERS = ['Android', 'BGL', 'HPC', 'Mac', 'OpenStack', 'Spark', 'Thunderbird', 'Windows'];
const SEED = Number(process.env['BENCH_SEED'] ?? 4242);
const ORDERS = 3;
const SETS = 3;
const CAPABILITIES: readonly Capability[] = ['coding', 'agentic', 'writing', 'analysis', 'chat'];

interface Labelled {
  readonly prompt: string;
  readonly truth: string;
}

const fingerprint = fingerprinter({ current: 'bench', keys: { bench: Buffer.alloc(32, 7).toString('base64') } });
const stream = rootStream(SEED);

const loghub = (system: string): Labelled[] => {
  const text = gunzipSync(readFileSync(`${FOLDER}/${system}_2k.log_structured.csv.gz`)).toString('utf8');
  return parse<{ Content: string; EventId: string }>(text, { columns: true }).map(({ Content, EventId }) => ({
    prompt: Content,
    truth: EventId,
  }));
};

/** Uses of templates by accounts: each account has its own way of saying things where `saying` is given. */
const prompts = (set: string, saying: (text: string, random: Random) => string): Labelled[] => {
  const random = stream.random('prompts', set);
  const uses = Array.from({ length: 400 }, (_, index) => {
    const template = composeTemplate(random.pick(CAPABILITIES), random);
    return Array.from({ length: random.between(1, 20) }, () => ({
      prompt: saying(fill(template, random).text, random),
      truth: `${index}`,
    }));
  });
  return shuffled(uses.flat(), random);
};

/** Instructions of the simulator, each said in the same words every time, with a text that is another one each time. */
const framed = (set: string): Labelled[] => {
  const random = stream.random('framed', set);
  const instruction = (): string => {
    const text = fill(composeTemplate(random.pick(CAPABILITIES), random), random).text;
    return text.split(/\s+/).length < 10 ? instruction() : text;
  };
  const asked = Array.from({ length: 400 }, () => ({ text: instruction(), ahead: random.chance(0.3) }));
  const words = asked.flatMap(({ text }) => text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
  const uses = asked.map(({ text, ahead }, index) =>
    Array.from({ length: random.between(10, 40) }, () => {
      const matter = Array.from({ length: random.between(12, 40) }, () => random.pick(words)).join(' ');
      return { prompt: ahead ? `${matter} ${text}` : `${text} ${matter}`, truth: `${index}` };
    }),
  );
  return shuffled(uses.flat(), random);
};

const shuffled = <Item>(items: readonly Item[], random: Random): Item[] => {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
};

const mine = (lines: readonly Labelled[]): { answered: string[]; groups: string[] } => {
  const miner = templateMiner({ fingerprint });
  const answered = lines.map(({ prompt }, index) => miner.template(prompt, `account ${index % 97}`).id);
  return { answered, groups: answered.map(miner.current) };
};

const measure = (name: string, use: string, lines: readonly Labelled[]) => {
  const truth = lines.map((line) => line.truth);
  const { answered, groups } = mine(lines);
  const random = stream.random('order', name);
  const places = lines.map((line, index) => ({ ...line, index }));
  const inOtherOrder = Array.from({ length: ORDERS }, () => {
    const order = shuffled(places, random);
    const found = mine(order).groups;
    const back = new Array<string>(lines.length);
    order.forEach(({ index }, at) => {
      back[index] = found[at]!;
    });
    return pairAgreement(groups, back).f1;
  });
  const pairs = pairAgreement(truth, groups);
  return {
    set: name,
    use,
    accuracy: groupingAccuracy(truth, groups),
    asAnswered: groupingAccuracy(truth, answered),
    pairPrecision: pairs.precision,
    pairRecall: pairs.recall,
    otherOrder: median(inOtherOrder),
    templates: new Set(groups).size,
    truth: new Set(truth).size,
  };
};

/** Bytes that live on: objects, and what typed arrays hold. */
const held = (): number => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Prompts of the simulator of which nine in ten are new: the costly case. Returns prompts a second and MiB held. */
const speed = (): { perSecond: number; heldMib: number; prompts: number; words: number } => {
  const random = stream.random('speed');
  const lines = Array.from({ length: 200_000 }, () => {
    const capability = random.pick(CAPABILITIES);
    return fill(random.chance(0.5) ? composeTemplate(capability, random) : composeFreely(capability, random), random)
      .text;
  });
  const before = held();
  const miner = templateMiner({ fingerprint });
  const began = performance.now();
  for (let i = 0; i < lines.length; i++) {
    miner.template(lines[i]!, `account ${i % 5000}`);
    // What a service does after each batch.
    if (i % 1000 === 999) miner.settled(miner.changes());
  }
  const seconds = (performance.now() - began) / 1000;
  const heldMib = Math.round((held() - before) / 2 ** 20);
  // Held on to until here.
  miner.settled(miner.changes());
  const words = median(lines.map((line) => line.split(/\s+/).length));
  return { perSecond: Math.round(lines.length / seconds), heldMib, prompts: lines.length, words };
};

const mean = (figures: readonly number[]): number | null =>
  figures.length === 0 ? null : figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
const rounded = (figure: number | null): number | null => (figure === null ? null : Math.round(figure * 1000) / 1000);

const here = existsSync(FOLDER);
if (!here) console.log(`${FOLDER} is not there: the log systems are left out, meanGroupingAccuracy is null`);
const logs = here
  ? [
      ...DEVELOPMENT.map((system) => measure(system, 'development', loghub(system))),
      ...OTHERS.map((system) => measure(system, 'only here', loghub(system))),
    ]
  : [];
const simulated = Array.from({ length: SETS }, (_, set) => [
  measure(
    `prompts ${set + 1}`,
    'seed only here',
    prompts(`plain ${set}`, (text) => text),
  ),
  measure(`paraphrased ${set + 1}`, 'seed only here', prompts(`hard ${set}`, paraphrase)),
  measure(`framed ${set + 1}`, 'seed only here', framed(`${set}`)),
]).flat();
const of = (name: RegExp, figure: 'accuracy' | 'pairPrecision' | 'pairRecall') =>
  rounded(median(simulated.filter(({ set }) => name.test(set)).map((row) => row[figure])));
const fast = speed();
const accuracy = (use: string) => logs.filter((row) => row.use === use).map((row) => row.accuracy);

const table = [...logs, ...simulated].map((row) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === 'number' ? rounded(value) : value]),
  ),
);
report('templates', table, {
  meanGroupingAccuracy: rounded(mean(logs.map((row) => row.accuracy))),
  meanOfDevelopmentSystems: rounded(mean(accuracy('development'))),
  meanOfOtherSystems: rounded(mean(accuracy('only here'))),
  meanAsAnswered: rounded(mean(logs.map((row) => row.asAnswered))),
  meanOtherOrder: rounded(mean([...logs, ...simulated].map((row) => row.otherOrder))),
  simulatedAccuracy: of(/^prompts/, 'accuracy'),
  paraphrasedAccuracy: of(/^para/, 'accuracy'),
  paraphrasedPairPrecision: of(/^para/, 'pairPrecision'),
  paraphrasedPairRecall: of(/^para/, 'pairRecall'),
  framedAccuracy: of(/^framed/, 'accuracy'),
  framedPairPrecision: of(/^framed/, 'pairPrecision'),
  framedPairRecall: of(/^framed/, 'pairRecall'),
  promptsPerSecond: fast.perSecond,
  heldMib: fast.heldMib,
  promptsTimed: fast.prompts,
  medianWords: fast.words,
});
