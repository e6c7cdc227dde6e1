import { type Role, rolesAmong } from '../roles.ts';

export interface RoleMapping {
  /** Name of the claim, or a path of names with dots between them (`realm_access.roles`). */
  readonly claim: string;
  /** Value of the claim → role. Where it is empty, the claim's values are the names of roles. */
  readonly map: readonly { readonly value: string; readonly role: Role }[];
}

/** The roles that a token's claims bring; a claim that is missing or of another form brings none. */
export const rolesOf = (claims: Readonly<Record<string, unknown>>, { claim, map }: RoleMapping): Role[] => {
  const values = texts(valueAt(claims, claim));
  if (map.length === 0) return rolesAmong(values);
  return rolesAmong(map.filter(({ value }) => values.includes(value)).map(({ role }) => role));
};

/** The claim of this very name goes first: a name may hold dots itself (`https://example.com/roles`). */
const valueAt = (claims: Readonly<Record<string, unknown>>, path: string): unknown => {
  if (Object.hasOwn(claims, path)) return claims[path];
  let at: unknown = claims;
  for (const name of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return at;
};

/** A list of texts, or one text with spaces between the values, as `scope` has it. */
const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return value.split(' ').filter((part) => part !== '');
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
};
