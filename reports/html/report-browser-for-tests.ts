/** For tests: opens reports in a real Chromium and notes everything that a page should not do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { RunDocument } from '../../harness/result/schema.ts';
import { launchChromium } from './chromium-for-tests.ts';
import { buildFreshClient } from './fresh-client.ts';
import { renderHtmlReport } from './report.ts';

/** A page that is open, and everything that it should not have done. */
interface OpenReport {
  readonly page: Page;
  readonly complaints: string[];
}

/** How a report is opened: as a browser context, at an address of the page. */
export interface OpenOptions extends BrowserContextOptions {
  /** What follows the address of the file: `#winners`. */
  readonly hash?: string;
}

/** One browser and the files of its pages. Start before the tests, stop after them. */
export class ReportBrowser {
  readonly #executablePath: string;
  #browser: Browser | null = null;
  #folder: string | null = null;
  #pageCount = 0;

  constructor(executablePath: string) {
    this.#executablePath = executablePath;
  }

  async start(): Promise<void> {
    buildFreshClient();
    this.#folder = mkdtempSync(join(tmpdir(), 'crossover-report-'));
    this.#browser = await launchChromium(this.#executablePath);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Opens a document's report, 1280 px wide unless told. */
  open(document: RunDocument, options: OpenOptions = {}): Promise<OpenReport> {
    return this.openPage(renderHtmlReport(document), options);
  }

  /** Opens any page of ours. */
  async openPage(html: string, { hash = '', ...options }: OpenOptions = {}): Promise<OpenReport> {
    if (this.#browser === null || this.#folder === null) throw new Error('The browser was not started.');
    const path = join(this.#folder, `report-${++this.#pageCount}.html`);
    writeFileSync(path, html);
    const context = await this.#browser.newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
      ...options,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    const own = pathToFileURL(path).href;
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (request.url().replace(/#.*/, '') !== own) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(own + hash);
    return { page, complaints };
  }
}
