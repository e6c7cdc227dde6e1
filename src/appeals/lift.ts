import { cypher } from '../graph/queries.ts';
import type { Lift } from './store.ts';

/** Marks the ban to be lifted; whoever carries bans out lifts what is marked (`undoing` in src/bans/item-states.ts). */
export const liftBan: Lift = (tx, { batch, account, at }) => tx.run(cypher('appeals/lift'), { batch, account, at });
