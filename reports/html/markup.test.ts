import { describe, expect, it } from 'vitest';
import { visibleText, withVisibleTexts } from '../visible-text.ts';
import { contentSecurityPolicyOf } from './content-security.ts';
import { embeddedJson, toScriptJson } from './embedded-json.ts';
import { escapeHtml, markup, trustedMarkup } from './markup.ts';

describe('markup', () => {
  it.each([
    ['a tag', '<b>&"\'', '&lt;b&gt;&amp;&quot;&#39;'],
    ['an entity', '&lt;', '&amp;lt;'],
    ['a plain text', 'worker-threads×2', 'worker-threads×2'],
    ['text that runs backwards', 'a\u202Eb', 'a⟨U+202E⟩b'],
  ])('escapes %s', (_name, text, html) => {
    expect(escapeHtml(text)).toBe(html);
    expect(markup`<i>${text}</i>`.html).toBe(`<i>${html}</i>`);
  });

  it('takes markup as it is, joins lists, and leaves nothing for null and false', () => {
    const inner = markup`<b>${'<'}</b>`;
    expect(markup`${inner}${[inner, 'x', [null]]}${null}${false}`.html).toBe('<b>&lt;</b><b>&lt;</b>x');
  });

  it('does not trip over what looks like a replacement pattern', () => {
    expect(markup`<p>${'$& $1 $$'}</p>`.html).toBe('<p>$&amp; $1 $$</p>');
    expect(trustedMarkup('<i>$&</i>').html).toBe('<i>$&</i>');
  });
});

describe('visibleText', () => {
  it.each([
    ['control', 'a\u0000b\u001b[31m', 'a⟨U+0000⟩b⟨U+001B⟩[31m'],
    ['separators', 'a\u2028b\u2029', 'a⟨U+2028⟩b⟨U+2029⟩'],
    ['isolates and marks', '\u2066a\u2069\u200f', '⟨U+2066⟩a⟨U+2069⟩⟨U+200F⟩'],
    ['tags beyond the first plane', '\u{E0041}', '⟨U+E0041⟩'],
    ['line feed and tab stay', 'a\n\tb', 'a\n\tb'],
    ['letters of other scripts stay', 'größe 速度 سرعة', 'größe 速度 سرعة'],
  ])('%s', (_name, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('reaches every string inside data', () => {
    expect(withVisibleTexts({ a: ['\u202E', { b: 1, c: null }] })).toEqual({
      a: ['⟨U+202E⟩', { b: 1, c: null }],
    });
  });
});

describe('embedded JSON', () => {
  it('cannot be closed by its contents and reads back the same', () => {
    const data = { text: '</script><!--\u2028\u2029\u202E\u{E0041}', list: [1, null] };
    const json = toScriptJson(data);
    expect(json).not.toMatch(/[<\u2028\u2029\u202E\u{E0041}]/u);
    expect(JSON.parse(json)).toEqual(data);
    expect(embeddedJson('x', data).html.match(/<\/script>/g)).toHaveLength(1);
  });
});

describe('contentSecurityPolicyOf', () => {
  it('allows exactly the scripts and styles with these bytes', () => {
    const policy = contentSecurityPolicyOf(['alert(1)'], ['']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='");
    expect(policy).toContain("style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    expect(policy).not.toMatch(/unsafe|https?:/);
  });
});
