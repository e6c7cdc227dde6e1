import { request } from 'node:http';

/** Posts NDJSON events to a service; resolves with the number of observations it wrote. Throws on any other answer than 200. */
export const postEvents = (url: string, key: string, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${url}/v1/events`,
      { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' } },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        answer.on('end', () => {
          if (answer.statusCode === 200) resolve((JSON.parse(text) as { observations: number }).observations);
          else reject(new Error(`${answer.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
