import { describe, expect, test } from 'vitest';
import { comparisonOf } from '../fixture-comparison.ts';
import { renderAnnotations } from './annotations.ts';
import { renderBenchmarkAction } from './benchmark-action.ts';
import { renderJUnit } from './junit.ts';

const ALL = comparisonOf(['slower', 'removed', 'not comparable', 'unsure', 'faster', 'added', 'same']);
const HOSTILE = 'a"<b>&\u0000\u202e\uffff\ud800\n::error::x % , :';

describe('JUnit', () => {
  test('slower fails, what cannot be compared is an error, unsure is skipped and never passed', () => {
    const xml = renderJUnit(ALL);
    expect(xml).toContain('<testsuites tests="7" failures="1" errors="2" skipped="1">');
    expect(xml.match(/<testcase /g)).toHaveLength(7);
    expect(xml).toContain('<failure type="slower" message="−11.0% [−13.2, −8.7] · 391 → 391 tasks/s"/>');
    expect(xml).toContain('<skipped message="unsure: ');
    expect(xml).toContain('<error type="removed"');
  });

  test('names of strangers stay text', () => {
    const xml = renderJUnit(comparisonOf(['slower', 'same'], HOSTILE));
    expect(xml).toContain('name="8 in flight · a&quot;&lt;b&gt;&amp;⟨U+0000⟩⟨U+202E⟩');
    for (const character of ['\u0000', '\ufffe', '\uffff', '\ud800']) expect(xml).not.toContain(character);
    expect(xml.match(/<testcase /g)).toHaveLength(2);
  });
});

describe('annotations', () => {
  test('an error for what is slower, warnings for what needs a look, nothing for the rest', () => {
    expect(renderAnnotations(ALL).split('\n')).toEqual([
      '::error title=slower%3A cpu/sha256 · 8 in flight · single-loop::−11.0%25 [−13.2, −8.7] · 391 → 391 tasks/s',
      '::warning title=removed%3A cpu/sha256 · 8 in flight · single-loop::391 → — tasks/s',
      '::warning title=not comparable%3A cpu/sha256 · 8 in flight · single-loop::391 → 391 tasks/s · failed in the head%3A it threw'.replace(
        'head%3A it',
        'head: it',
      ),
      '::warning title=unsure%3A cpu/sha256 · 8 in flight · single-loop::−11.0%25 [−13.2, −8.7] · 391 → 391 tasks/s · needs about 18 more blocks',
      '',
    ]);
    expect(renderAnnotations(comparisonOf(['same', 'faster']))).toBe('');
  });

  test('no more than ten of a kind, the rest counted', () => {
    const lines = renderAnnotations(comparisonOf(Array.from({ length: 40 }, () => 'slower' as const)))
      .trim()
      .split('\n');
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('::error title=crossover::and 31 more; see the summary');
  });

  test('names of strangers start no command and end none', () => {
    const text = renderAnnotations(comparisonOf(['slower'], HOSTILE));
    expect(text.trimEnd().split('\n')).toHaveLength(1);
    expect(text.split('::')).toHaveLength(3);
  });
});

test('github-action-benchmark: the head’s figures, larger being better', () => {
  const entries = JSON.parse(renderBenchmarkAction(ALL)) as unknown[];
  expect(entries).toHaveLength(6); // all but the removed one
  expect(entries[0]).toEqual({
    name: 'cpu/sha256 · 8 in flight · single-loop',
    unit: 'tasks/s',
    value: 391,
    range: '±6.50',
    extra: 'slower −11.0% [−13.2, −8.7]',
  });
});
