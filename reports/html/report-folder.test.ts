import { beforeAll, describe, expect, it } from 'vitest';
import { inventedRunDocument } from '../fixture-document.ts';
import { buildFreshClient } from './fresh-client.ts';
import { hostileRunDocument } from './hostile-document.ts';
import { renderHtmlReport } from './report.ts';
import { renderReportFolder } from './report-folder.ts';

beforeAll(buildFreshClient);

const pageOf = (files: ReturnType<typeof renderReportFolder>): string => files.at(-1)?.text ?? '';

/** What stands between the tags of the body, without what differs by purpose. */
const bodyOf = (html: string): string =>
  (html.split('<body>')[1] ?? '').replace(/<script(?: src="client\.js")?>[\s\S]*?<\/script>/, '');

describe('renderReportFolder', () => {
  it('gives the page last, after all that it needs', () => {
    const files = renderReportFolder(inventedRunDocument());
    expect(files.map(({ name }) => name)).toEqual(['report.css', 'boot.js', 'client.js', 'index.html']);
    const named = [...pageOf(files).matchAll(/\s(?:src|href)="([^"#]+)"/g)].map((match) => match[1]);
    expect(named).toEqual(['report.css', 'boot.js', 'client.js']);
    for (const { text } of files) expect(text.length).toBeGreaterThan(100);
  });

  it.each([
    ['an invented run', inventedRunDocument()],
    ['a hostile run', hostileRunDocument()],
  ])('has nothing inline that a strict policy forbids: %s', (_name, document) => {
    const page = pageOf(renderReportFolder(document));
    const scripts = [...page.matchAll(/<script([^>]*)>([^<]*)/g)];
    for (const [, attributes = '', text = ''] of scripts) {
      if (!attributes.includes('type="application/json"')) expect(text).toBe('');
    }
    const tags = page.replace(/<script\b[\s\S]*?<\/script>/g, '').replace(/="[^"]*"/g, '=');
    expect(/<style\b|<[^>]*\s(?:style|on[a-z]+)=/i.test(tags)).toBe(false);
    expect(page).toContain(
      `content="default-src &#39;none&#39;; script-src &#39;self&#39;; style-src &#39;self&#39;; base-uri`,
    );
  });

  it('says what the one file says', () => {
    const document = inventedRunDocument();
    expect(bodyOf(pageOf(renderReportFolder(document)))).toBe(bodyOf(renderHtmlReport(document)));
  });

  it('keeps the rules of the page in the style sheet', () => {
    const [styles] = renderReportFolder(inventedRunDocument());
    expect(styles?.text).toMatch(/\.k0\{--fill-light:#[0-9A-F]{6};/i);
    expect(styles?.text).toMatch(/\.tall-330\{height:330px\}/);
  });
});
