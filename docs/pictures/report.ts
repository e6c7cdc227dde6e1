import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromiumPath, openBrowser } from '../../test/support/browser.ts';
import { withSeedData } from './with-seed-data.ts';

// `npm run docs:report`: photographs the report of the seed data, its head and its first ring, in a real browser.
const WIDTH = 1060;
/** What is in each picture: from the top of one element to the top of another. */
const PICTURES = [
  { name: 'report-head', from: 'header', to: 'main figcaption' },
  { name: 'report-ring', from: '#ring-1', to: '#ring-1 .two' },
];

const executable = chromiumPath(process.env);
if (executable === null) throw new Error('docs:report needs Chromium: set CHROMIUM_PATH.');

await withSeedData(async ({ folder, ringfence }) => {
  const page = `${folder}/report.html`;
  await ringfence('report', '--html', page, '--top', '1');
  const browser = await openBrowser(executable);
  try {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme: 'light' });
    await tab.goto(pathToFileURL(page).href);
    const topOf = (selector: string) =>
      tab.evaluate<number>(`document.querySelector('${selector}').getBoundingClientRect().top + scrollY`);
    for (const { name, from, to } of PICTURES) {
      const [y, end] = [await topOf(from), await topOf(to)];
      const path = fileURLToPath(new URL(`./${name}.jpg`, import.meta.url));
      const clip = { x: 0, y: Math.max(0, y - 16), width: WIDTH, height: end - Math.max(0, y - 16) };
      // A graph of hundreds of thin lines takes three times as much as PNG.
      await tab.screenshot({ path, type: 'jpeg', quality: 60, fullPage: true, clip });
      console.log(`docs/pictures/${name}.jpg`);
    }
  } finally {
    await browser.close();
  }
});
