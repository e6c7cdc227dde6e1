import fc from 'fast-check';

const DEFAULT_SEED = 20_260_301;

/** One seed for all generated inputs of a run: a number, `random`, or none for the usual one. A failure names the seed that it has. */
const said = process.env['RINGFENCE_TEST_SEED'];
if (said !== 'random') fc.configureGlobal({ seed: said === undefined ? DEFAULT_SEED : Number(said) });
