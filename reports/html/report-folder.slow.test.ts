import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { findChromium, launchChromium } from './chromium-for-tests.ts';
import { buildFreshClient } from './fresh-client.ts';
import { INDEX_FILE, renderReportFolder } from './report-folder.ts';

/** What strict servers send: nothing inline, nothing from elsewhere. */
const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
};

/** Serves the files of a folder by name, as CI servers do: with the strict policy, and no type is guessed. */
function serve(files: ReadonlyMap<string, string>): Server {
  return createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    const path = files.get(name);
    const headers = { 'content-security-policy': STRICT_POLICY, 'x-content-type-options': 'nosniff' };
    if (path === undefined) return response.writeHead(404, headers).end();
    return response
      .writeHead(200, { ...headers, 'content-type': TYPES[extname(name)] ?? 'text/plain' })
      .end(readFileSync(path));
  });
}

const chromium = findChromium();

describe.skipIf(chromium === null)('the report as a folder, in a real browser', () => {
  let browser: Browser;
  let folder: string;
  let server: Server;
  let addresses: Readonly<Record<'server' | 'disk', string>>;

  beforeAll(async () => {
    buildFreshClient();
    folder = join(mkdtempSync(join(tmpdir(), 'crossover-folder-')), 'report');
    mkdirSync(folder);
    const files = renderReportFolder(inventedRunDocument());
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
    server = serve(new Map(files.map(({ name }) => [name, join(folder, name)])));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    addresses = { server: `http://127.0.0.1:${port}/`, disk: `${pathToFileURL(folder).href}/` };
    browser = await launchChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser.close();
    server.close();
    rmSync(join(folder, '..'), { recursive: true, force: true });
  });

  async function open(from: 'server' | 'disk'): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      colorScheme: 'light',
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(addresses[from])) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(addresses[from] + INDEX_FILE);
    return { page, complaints };
  }

  it.each(['server', 'disk'] as const)(
    'is whole from a %s: styled, drawn, and nothing is refused',
    async (from) => {
      const { page, complaints } = await open(from);
      const canvas = page.locator('#condition-1-bars-chart');
      await canvas.scrollIntoViewIfNeeded();
      await canvas.and(page.locator('[data-drawn=light]')).waitFor();
      expect((await canvas.boundingBox())?.height).toBeGreaterThan(100);
      const styleOf = (selector: string, property: string): Promise<string> =>
        page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);
      expect(await styleOf('.page', 'display')).toBe('grid');
      expect(await styleOf('.swatch', 'backgroundColor')).toBe('rgb(0, 114, 178)');
      await page.getByRole('button', { name: 'Dark theme' }).click();
      await canvas.and(page.locator('[data-drawn=dark]')).waitFor();
      await page.getByRole('searchbox').fill('m:worker-threads');
      await page.locator('#condition-1-bars-table tr:not([hidden])').first().waitFor();
      expect(complaints).toEqual([]);
      await page.context().close();
    },
  );

  it('saves the document from under the strict policy', async () => {
    const { page, complaints } = await open('server');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(JSON.parse(Buffer.concat(chunks).toString('utf8'))).toEqual(inventedRunDocument());
    expect(complaints.filter((line) => !line.includes('blob:'))).toEqual([]);
    await page.context().close();
  });
});
