/**
 * Characters that would change how the text around them is read are shown instead of obeyed. For media that set text
 * themselves (pages, canvases); safe-text.ts is for lines of a terminal.
 */

/** Control characters, line and paragraph separators, and everything invisible: bidirectional overrides, joiners, tags. */
const OBEYED = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const codeOf = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

/** A name of a megabyte, a hundred times on a page, is a page that nobody opens. No text of ours is nearly as long. */
const LONGEST = 4_000;

/** `a⟨U+202E⟩b`: such characters by their code; what is longer than 4,000 characters is cut, and says so. Pure. */
export function visibleText(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length} characters)` : text;
  return shown.replace(OBEYED, (character) => `⟨U+${codeOf(character)}⟩`);
}

/** The same for every string inside plain data: what is written on a canvas is no safer than what is in a table. Pure. */
export function withVisibleTexts<Data>(data: Data): Data {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? visibleText(value) : value,
  );
  return JSON.parse(json) as Data;
}
