import type { AuditFacts } from '../../audited.ts';
import { EXCLUSIONS, type Listed } from '../batch/listed.ts';
import type { BansTransaction, BatchChanges, LeftOut } from '../batch/store.ts';
import { type Draw, type LeaveOutRules, placed, sifted } from './draw.ts';

interface Drawn {
  readonly more: BatchChanges;
  readonly facts: AuditFacts;
}

/** Writes the list of a new draft. */
export const writeDraw = async (
  tx: BansTransaction,
  batch: string,
  drawn: Draw,
  rules: LeaveOutRules,
  now: number,
): Promise<Drawn> => {
  const { stay, out } = await sifted(tx, drawn.run, drawn.listed, rules, now);
  await tx.addItems(placed(batch, stay, 1));
  await tx.addExclusions(placed(batch, out, 1));
  return figures(drawn.run, stay.length, out.length);
};

/**
 * Makes the list of a draft what was drawn: who is on it already stays where they are. To remove 25,000 accounts and to put them there again in
 * one transaction took ten times as long as to put them there. Who was left out by hand stays out.
 */
export const writeRedraw = async (
  tx: BansTransaction,
  batch: string,
  drawn: Draw,
  rules: LeaveOutRules,
  now: number,
): Promise<Drawn> => {
  await tx.removeForgotten();
  const before = new Map((await tx.listed()).map((item) => [item.account, item]));
  const excluded = await tx.removeExclusions(null, EXCLUSIONS);
  const byHand = new Map(
    excluded.filter(({ why }) => why === 'by_hand').map((one): [string, LeftOut] => [one.account, one]),
  );

  const { stay, out } = await sifted(tx, drawn.run, drawn.listed, rules, now);
  const listed = stay.filter(({ account }) => !byHand.has(account));
  const after = new Set(listed.map(({ account }) => account));
  const gone = [...before.keys()].filter((account) => !after.has(account));
  if (gone.length > 0) await tx.removeItems(gone);
  await tx.addItems(
    placed(
      batch,
      listed.filter(({ account }) => !before.has(account)),
      before.size + 1,
    ),
  );
  const moved = listed.flatMap((one) => {
    const item = before.get(one.account);
    return item === undefined || saysOf(item) === saysOf(one) ? [] : [{ ...one, id: item.id }];
  });
  await tx.updateItems(moved);
  await tx.renumber();
  await tx.addExclusions(placed(batch, [...out.filter(({ account }) => !byHand.has(account)), ...byHand.values()], 1));
  return figures(drawn.run, listed.length, new Set([...out.map(({ account }) => account), ...byHand.keys()]).size);
};

const saysOf = ({ ring, rings, strength, bits, reason }: Listed): string =>
  JSON.stringify([ring, rings, strength, bits, reason]);

const figures = (run: string | null, items: number, excluded: number): Drawn => ({
  more: { run, items, excluded },
  facts: { run, items, excluded },
});
