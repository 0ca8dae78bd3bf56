/** Characters that would change how the text around them is read are shown instead of obeyed. */

const isObeyed = (code: number): boolean =>
  (code < 0x20 && code !== 0x0a && code !== 0x09) || // control characters
  (code >= 0x7f && code <= 0x9f) ||
  code === 0x061c || // Arabic letter mark
  code === 0x200e || // left-to-right and right-to-left marks
  code === 0x200f ||
  (code >= 0x202a && code <= 0x202e) || // embeddings and overrides
  (code >= 0x2066 && code <= 0x2069) || // isolates
  code === 0xfeff;

/** `a⟨U+202E⟩b`: control and bidirectional characters by their code. Other text is given back as it is. Pure. */
export function visibleText(text: string): string {
  let shown = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    shown += isObeyed(code) ? `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩` : character;
  }
  return shown;
}

/** The same for every string inside plain data: what is written on a canvas is no safer than what is in a table. Pure. */
export function withVisibleTexts<Data>(data: Data): Data {
  const json = JSON.stringify(data, (_key, value: unknown) =>
    typeof value === 'string' ? visibleText(value) : value,
  );
  return JSON.parse(json) as Data;
}
