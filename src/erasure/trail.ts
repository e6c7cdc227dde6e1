import { z } from 'zod';

const line = z.object({
  at: z.iso.datetime(),
  action: z.enum(['eraseAccount', 'eraseAgain', 'applyRetention']),
  targets: z.array(z.string()),
});

/** Which accounts were erased by an export of the audit trail: fingerprint → when last, epoch ms. Other lines are passed over. */
export const erasuresIn = async (lines: AsyncIterable<string>): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  for await (const text of lines) {
    const entry = line.safeParse(parsed(text)).data;
    if (entry === undefined) continue;
    for (const ref of entry.targets.filter((target) => target.startsWith('account:')))
      found.set(ref, Math.max(found.get(ref) ?? 0, Date.parse(entry.at)));
  }
  return found;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
