import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | boolean | null;
export type DropRow = Readonly<Record<string, Cell>>;
export const DROP_FORMATS = ['csv', 'ndjson'] as const;
export type DropFormat = (typeof DROP_FORMATS)[number];

/** Of a delivery always the same, so that writing it again replaces what is there instead of adding to it. */
export const dropName = (
  delivery: { readonly id: string; readonly topic: string; readonly createdAt: number },
  format: DropFormat,
) =>
  `${new Date(delivery.createdAt).toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${delivery.topic}-${delivery.id}.${format}`;

/** Rows as a file's text. In CSV no cell is one that a spreadsheet takes for a formula. */
export const dropText = (rows: readonly DropRow[], format: DropFormat): string =>
  format === 'ndjson'
    ? rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    : stringify([...rows], {
        header: true,
        record_delimiter: '\r\n',
        escape_formulas: true,
        cast: { boolean: String },
      });

/** Writes a file whole or not at all: aside, flushed, then renamed. Whoever watches the folder takes no name that begins with a dot. */
export const dropFile = async (folder: string, name: string, text: string): Promise<void> => {
  await mkdir(folder, { recursive: true });
  const aside = join(folder, `.${name}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(aside, 'wx', 0o640);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(aside, join(folder, name));
    const entry = await open(folder, 'r');
    // The name itself is on the disk only when the folder is.
    await entry.sync().finally(() => entry.close());
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
};
