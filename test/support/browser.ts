import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The Chromium of this machine: CHROMIUM_PATH, else the first on the PATH; null when there is none. */
export const chromiumPath = (env: NodeJS.ProcessEnv): string | null => {
  if (env['CHROMIUM_PATH']) return env['CHROMIUM_PATH'];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) if (isExecutable(join(folder, name))) return join(folder, name);
  }
  return null;
};

export const openBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({
    executablePath,
    // Chromium has no sandbox for root, which containers run tests as; only this service's own pages are opened.
    chromiumSandbox: process.getuid?.() !== 0,
  });

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
