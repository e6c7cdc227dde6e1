import { join } from 'node:path';
import { RingfenceError } from '../errors.ts';
import { dropFile, dropName, dropText } from './drop-file.ts';
import { secretsInForce } from './receivers.ts';
import type { Attempt } from './retry.ts';
import { type SecretBox, signedHeaders } from './secrets.ts';
import type { Claimed } from './store.ts';
import { messageOf, type TopicOwners } from './topics.ts';
import type { Answer, WebhookClient } from './webhook.ts';

export interface Sent {
  readonly attempt: Attempt;
  readonly answer: Answer | null;
}

/** One attempt at one delivery, by the kind of its receiver. Never throws: what went wrong is what came of it. */
export const sending = ({
  client,
  box,
  folder,
  owners,
  userAgent,
  now,
}: {
  client: WebhookClient;
  box: SecretBox;
  /** Where file drops are. */
  folder: string;
  owners: TopicOwners;
  userAgent: string;
  now(): number;
}) => {
  const post = async (taken: Claimed, signal: AbortSignal): Promise<Sent> => {
    const { id, body, receiver, url } = taken;
    const secrets = secretsInForce(taken, now()).map((sealed) => box.open(sealed, receiver));
    const headers = {
      'content-type': 'application/json',
      'user-agent': userAgent,
      ...signedHeaders(secrets, { id, body, at: new Date(now()) }),
    };
    const { attempt, answer } = await client.post(url!, headers, body, signal);
    const tooLong = answer !== null && answer.body === null && owners[taken.topic]?.readsAnswer === true;
    return tooLong
      ? { attempt: { kind: 'failed', problem: 'answer-too-long', lasting: false }, answer: null }
      : { attempt, answer };
  };
  const drop = async (taken: Claimed): Promise<Sent> => {
    const { data } = messageOf(taken);
    const rows = owners[taken.topic]?.rows(data) ?? [data as Record<string, string>];
    await dropFile(join(folder, taken.folder!), dropName(taken, taken.format!), dropText(rows, taken.format!));
    return { attempt: { kind: 'answered', status: 200, retryAfterMs: null }, answer: null };
  };
  return async (taken: Claimed, signal: AbortSignal): Promise<Sent> => {
    if (taken.withdrawnAt !== null) return failed('receiver-withdrawn', true);
    try {
      return taken.kind === 'webhook' ? await post(taken, signal) : await drop(taken);
    } catch (error) {
      if (error instanceof RingfenceError) return failed(error.type, false);
      return failed(String((error as NodeJS.ErrnoException).code ?? 'fault').toLowerCase(), false);
    }
  };
};

const failed = (problem: string, lasting: boolean): Sent => ({
  attempt: { kind: 'failed', problem, lasting },
  answer: null,
});
