/** How much room a text takes in a terminal, and how to make it fit. One column is a half-width cell. */

const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
/** East Asian wide and full-width ranges (UAX #11) and what is drawn as an emoji. */
const TWO_COLUMNS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}$/u;

/** Columns of a text without colour codes; ★, ×, →, ⚠ and box characters are one wide. Pure. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (NO_WIDTH.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

/** At most `width` columns; an ellipsis shows that something is missing. Pure. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = '';
  let keptWidth = 0;
  for (const character of text) {
    keptWidth += characterWidth(character);
    if (keptWidth > width - 1) break;
    kept += character;
  }
  return width < 1 ? '' : `${kept}…`;
}

/** A stretch of a sentence and how it is painted. */
export interface Span {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

export interface WrapOptions {
  readonly width: number;
  /** What the first line begins with; the others are indented as far. */
  readonly prefix: string;
}

/** Breaks at spaces; a word longer than a line stands alone on one that is too long, so that paths can be copied. Pure. */
export function wrapSpans(spans: readonly Span[], { width, prefix }: WrapOptions): string[] {
  const indent = ' '.repeat(textWidth(prefix));
  const lines: string[] = [];
  let line = prefix;
  let used = textWidth(prefix);
  let isEmpty = true;
  for (const word of wordsOf(spans)) {
    const needed = textWidth(word.map(({ text }) => text).join(''));
    if (!isEmpty && used + 1 + needed > width) {
      lines.push(line);
      line = indent;
      used = textWidth(indent);
      isEmpty = true;
    }
    line += (isEmpty ? '' : ' ') + word.map(({ text, paint }) => (paint ? paint(text) : text)).join('');
    used += (isEmpty ? 0 : 1) + needed;
    isEmpty = false;
  }
  return [...lines, line];
}

/** Like {@link wrapSpans}, for plain text. */
export function wrapText(text: string, options: WrapOptions): string[] {
  return wrapSpans([{ text }], options);
}

/** Words as painted pieces: a name in bold and the colon after it are one word. */
function wordsOf(spans: readonly Span[]): Span[][] {
  const words: Span[][] = [[]];
  for (const { text, paint } of spans) {
    text.split(' ').forEach((piece, index) => {
      if (index > 0) words.push([]);
      if (piece !== '') words[words.length - 1]!.push({ text: piece, paint });
    });
  }
  return words.filter((word) => word.length > 0);
}
