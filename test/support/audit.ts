import type { Actor, Audited } from '../../src/audited.ts';

/** Who acts in tests. */
export const TESTER: Actor = { kind: 'command', id: 'tests', name: 'tests', from: null, request: null };

/** For stores of tests that are not about the audit trail. */
export const unrecorded: Audited = async () => undefined;
