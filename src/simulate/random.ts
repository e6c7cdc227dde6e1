import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A place in the tree of randomness. Every part, account, day and event draws from its own place, named by labels, so
 * that nothing drawn elsewhere (a decoy switched off, a part made larger) shifts what is drawn here.
 */
export interface Stream {
  child(...labels: readonly Label[]): Stream;
  /** A generator that always begins alike at this place. */
  random(...labels: readonly Label[]): Random;
}

type Label = string | number;

export interface Random {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [0, below). */
  int(below: number): number;
  /** Uniform integer in [low, high]. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Index drawn by the weights of a `cumulative` table. */
  weighted(table: readonly number[]): number;
  normal(): number;
  /** exp(normal): half of all values lie below `median`; `sigma` is the spread of the logarithm. */
  logNormal(median: number, sigma: number): number;
  exponential(mean: number): number;
  /** Knuth's method; meant for means up to about 30. */
  poisson(mean: number): number;
  /** `digits` lower-case hexadecimal digits. */
  hex(digits: number): string;
  /** `length` characters of a–z and 2–7. */
  token(length: number): string;
}

export const rootStream = (seed: number): Stream => stream(mix(seed, 0x9e3779b9), mix(~seed, 0x85ebca6b));

const stream = (high: number, low: number): Stream => ({
  child: (...labels) => {
    const [h, l] = descend(high, low, labels);
    return stream(h, l);
  },
  random: (...labels) => {
    const [h, l] = descend(high, low, labels);
    return new Generator(h, l);
  },
});

const descend = (high: number, low: number, labels: readonly Label[]): readonly [number, number] => {
  let h = high;
  let l = low;
  for (const label of labels) {
    const number = typeof label === 'number' ? label : textNumber(label);
    h = mix(h ^ l, number);
    l = mix(l + 0x6d2b79f5, number ^ h);
  }
  return [h, l];
};

/** FNV-1a, 32 bits; only separates labels from each other, `mix` does the rest. */
const textNumber = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
};

/** MurmurHash3's 32-bit finaliser over both words: every input bit reaches every output bit. */
const mix = (left: number, right: number): number => {
  let hash = (left ^ Math.imul(right, 0xcc9e2d51)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = (hash + Math.imul(right ^ (right >>> 15), 0x1b873593)) | 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
};

const TOKEN = 'abcdefghijklmnopqrstuvwxyz234567';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A class, though there are few here: an event makes some ten of these, and shared methods need not be made with each. */
class Generator implements Random {
  private readonly generator: ReturnType<typeof xoroshiro128plusFromState>;

  constructor(high: number, low: number) {
    // A state of four zeros would stay zero for ever: one word is forced odd.
    this.generator = xoroshiro128plusFromState([high, low, mix(high, low), mix(low, high) | 1]);
  }

  float(): number {
    return uniformFloat64(this.generator);
  }

  int(below: number): number {
    return uniformInt(this.generator, 0, below - 1);
  }

  between(low: number, high: number): number {
    return uniformInt(this.generator, low, high);
  }

  chance(probability: number): boolean {
    return uniformFloat64(this.generator) < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[uniformInt(this.generator, 0, list.length - 1)]!;
  }

  weighted(table: readonly number[]): number {
    const at = uniformFloat64(this.generator) * table[table.length - 1]!;
    let left = 0;
    let right = table.length - 1;
    while (left < right) {
      const middle = (left + right) >> 1;
      if (at < table[middle]!) right = middle;
      else left = middle + 1;
    }
    return left;
  }

  // Marsaglia's polar method: log and sqrt only, which every engine computes alike (sin and cos are not).
  normal(): number {
    for (;;) {
      const x = 2 * this.float() - 1;
      const y = 2 * this.float() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.float());
  }

  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.float(); product > limit; product *= this.float()) count++;
    return count;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) {
      const word = this.generator.next();
      text += HEX[word >>> 24]! + HEX[(word >>> 16) & 255]! + HEX[(word >>> 8) & 255]! + HEX[word & 255]!;
    }
    return text.slice(0, digits);
  }

  token(length: number): string {
    let text = '';
    for (let index = 0; index < length; index++) text += TOKEN[this.generator.next() >>> 27];
    return text;
  }
}

/** Running sums of weights, for `Random.weighted`. */
export const cumulative = (weights: readonly number[]): readonly number[] => {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
};

/** Weights 1/rank: few popular things, many rare ones. */
export const zipf = (count: number): readonly number[] =>
  cumulative(Array.from({ length: count }, (_, rank) => 1 / (rank + 1)));

/** A random one-to-one mapping of the 32-bit numbers: a Feistel network of four rounds over two halves. */
export const permutation = (stream: Stream): ((number: number) => number) => {
  const keys = [0, 1, 2, 3].map((round) => stream.random(round).int(0x1_0000_0000));
  return (number) => {
    let left = number >>> 16;
    let right = number & 0xffff;
    for (const key of keys) [left, right] = [right, left ^ (mix(right, key) & 0xffff)];
    return ((left << 16) | right) >>> 0;
  };
};

/** A 32-bit number in seven characters of a–z and 2–7. */
export const base32 = (number: number): string => {
  let text = '';
  for (let shift = 30; shift >= 0; shift -= 5) text += TOKEN[(number >>> shift) & 31];
  return text;
};
