/** For tests: a real Chromium. Outside CI a missing browser skips its tests loudly; in CI it fails them. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where the browser is, or null. `CROSSOVER_CHROMIUM` names one in an unusual place. */
export function findChromium(): string | null {
  const named = process.env.CROSSOVER_CHROMIUM;
  const found = [...(named === undefined ? [] : [named]), ...USUAL_PATHS].find((path) => existsSync(path));
  if (found !== undefined) return found;
  const remedy = 'Install Chromium, or name one in CROSSOVER_CHROMIUM.';
  if (process.env.CI === 'true')
    throw new Error(`No Chromium was found, and in CI nothing is skipped. ${remedy}`);
  console.warn(`\n*** SKIPPED: the report's tests in a real browser. No Chromium was found. ${remedy} ***\n`);
  return null;
}

/** Starts it headless, with nothing that would talk to the network by itself. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      '--disable-quic',
    ],
  });
}
