import { expect, test } from 'vitest';
import { safeLine } from './safe-text.ts';

test.each([
  ['worker-threads×2 · sync', 'worker-threads×2 · sync'],
  ['日本語 é ★ →', '日本語 é ★ →'],
  ['two\nlines\r\nand\ttabs', 'two lines and tabs'],
  ['\u001b[31mred\u001b[0m', '�[31mred�[0m'],
  ['\u009b31m', '�31m'],
  ['bell\u0007', 'bell�'],
  ['abc\u202egpj.exe', 'abc�gpj.exe'],
  ['\u2066isolated\u2069', '�isolated�'],
  ['zero\u200bwidth', 'zero�width'],
  ['para\u2029graph', 'para�graph'],
  ['::error file=x::y', ': :error file=x::y'],
  ['  ::add-mask::x', '  : :add-mask::x'],
  ['a ##[command]x', 'a ## [command]x'],
  ['std::vector', 'std::vector'],
])('%j is shown as %j', (text, expected) => {
  expect(safeLine(text)).toBe(expected);
});
