import type { Scenario } from './scenario.ts';

/** Rings and groups never shrink below this: a ring of three is no ring any more. */
const SMALLEST = 20;

/**
 * The same scenario with about `factor` times the accounts. Below 1 there are fewer groups of the same size, and the large ones
 * (rings, universities, carriers, the press event) shrink; above 1 there are more groups of the same size. What there is at
 * least one of stays. 1 changes nothing.
 */
export const scaled = (given: Scenario, factor: number): Scenario => {
  if (factor === 1) return given;
  const some = (count: number) => (count === 0 ? 0 : Math.max(1, Math.round(count * factor)));
  const size = (accounts: number) => Math.min(accounts, Math.max(SMALLEST, Math.round(accounts * factor)));
  const large = (count: number) => (factor < 1 ? count : some(count));
  const { population, decoys: d, campaigns } = given;
  return {
    ...given,
    population: { ...population, accounts: some(population.accounts) },
    decoys: {
      households: { ...d.households, households: some(d.households.households) },
      offices: { ...d.offices, offices: some(d.offices.offices) },
      classes: { ...d.classes, classes: some(d.classes.classes) },
      carriers: { ...d.carriers, carriers: large(d.carriers.carriers), accounts: size(d.carriers.accounts) },
      ci: { ...d.ci, accounts: some(d.ci.accounts) },
      severalAccounts: { ...d.severalAccounts, people: some(d.severalAccounts.people) },
      travellers: { ...d.travellers, accounts: some(d.travellers.accounts) },
      promptLibrary: d.promptLibrary,
      universities: {
        ...d.universities,
        universities: large(d.universities.universities),
        accounts: size(d.universities.accounts),
      },
      corporateCards: { ...d.corporateCards, companies: some(d.corporateCards.companies) },
      vpn: { ...d.vpn, accounts: some(d.vpn.accounts) },
      courses: { ...d.courses, courses: some(d.courses.courses) },
      resellers: { ...d.resellers, resellers: some(d.resellers.resellers) },
      evaluators: { ...d.evaluators, accounts: some(d.evaluators.accounts) },
      agencies: { ...d.agencies, agencies: some(d.agencies.agencies) },
      recreated: { ...d.recreated, people: some(d.recreated.people) },
      press: { ...d.press, accounts: some(d.press.accounts) },
    },
    campaigns: campaigns.map((spec) => {
      const victims = some(spec.victims);
      if (spec.ringSizes === undefined) {
        const accounts = some(spec.accounts);
        return { ...spec, accounts, rings: Math.min(accounts, some(spec.rings)), victims };
      }
      const { ringSizes: sizes } = spec;
      const copies = Array.from({ length: Math.max(1, Math.round(factor)) }, () => sizes);
      const ringSizes = factor < 1 ? sizes.map(size) : copies.flat();
      const accounts = ringSizes.reduce((sum, its) => sum + its, 0);
      return { ...spec, ringSizes, accounts, rings: ringSizes.length, victims };
    }),
  };
};
