import { expect, test } from 'vitest';
import { safeLine } from './safe-text.ts';

test.each([
  ['worker-threads×2 · sync', 'worker-threads×2 · sync'],
  ['日本語 é ★ →', '日本語 é ★ →'],
  ['two\nlines\r\nand\ttabs', 'two lines and tabs'],
  ['\u001b[31mred\u001b[0m', '⟨U+001B⟩[31mred⟨U+001B⟩[0m'],
  ['\u009b31m', '⟨U+009B⟩31m'],
  ['bell\u0007', 'bell⟨U+0007⟩'],
  ['abc\u202egpj.exe', 'abc⟨U+202E⟩gpj.exe'],
  ['\u2066isolated\u2069', '⟨U+2066⟩isolated⟨U+2069⟩'],
  ['zero\u200bwidth', 'zero⟨U+200B⟩width'],
  ['para\u2029graph', 'para⟨U+2029⟩graph'],
  ['::error file=x::y', ': :error file=x::y'],
  ['  ::add-mask::x', '  : :add-mask::x'],
  ['a ##[command]x', 'a ## [command]x'],
  ['std::vector', 'std::vector'],
])('%j is shown as %j', (text, expected) => {
  expect(safeLine(text)).toBe(expected);
});

test('a text that is longer than any of ours is cut, and says how long it was', () => {
  const shown = safeLine('x'.repeat(1_000_000));
  expect(shown).toMatch(/^x{4000}… \(1000000 characters\)$/);
});
