/** What somebody may be trusted with. A key or a token can have several; none includes another by itself: see `table.ts`. */
export const ROLES = ['viewer', 'investigator', 'enforcer', 'approver', 'admin', 'ingest'] as const;
export type Role = (typeof ROLES)[number];

/** For people who hand them out. */
export const ROLE_PURPOSE: Readonly<Record<Role, string>> = {
  viewer: 'reads rings, accounts, signals, runs, exports and metrics; changes nothing',
  investigator: 'reads, starts and cancels runs, decides on rings, keeps the allow-list, works on cases',
  enforcer: 'reads, and prepares and carries out what is done about a ring',
  approver: 'reads, and approves what an enforcer has prepared',
  admin: 'everything, the audit trail included',
  ingest: 'sends events, and reads nothing',
};

/** Known roles among texts, each once and in the order of `ROLES`. */
export const rolesAmong = (texts: Iterable<string>): Role[] => {
  const given = new Set(texts);
  return ROLES.filter((role) => given.has(role));
};
