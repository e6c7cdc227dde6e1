import { hostname, userInfo } from 'node:os';
import type { Actor } from '../audited.ts';

/** Whoever runs a command on this machine, for the list of runs and the audit trail. */
export const commandActor = (): Actor => {
  const name = userName();
  return { kind: 'command', id: name, name, from: hostname(), request: null };
};

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user id without a name.
    return 'command line';
  }
};
