import { expect, test } from 'vitest';
import { listenWith } from './listen.ts';

test('what is left behind is told, also where no progress is wanted', () => {
  const written: string[] = [];
  const stderr = { write: (text: string) => written.push(text) };
  const heard: string[] = [];
  const progress = {
    onEvent: ({ type }: { type: string }) => heard.push(type),
    clear: () => heard.push('clear'),
  };
  const left = { type: 'left-behind', text: 'Left behind: the table\u001b[2K a' } as const;
  listenWith(null, { stderr })(left);
  listenWith(null, { stderr })({ type: 'phase', text: 'starting redis' });
  listenWith(progress, { stderr })(left);
  expect(written).toHaveLength(2);
  expect(written[0]).toMatch(/^Left behind: the table.* a\n$/);
  expect(written[0]).not.toContain('\u001b');
  expect(heard).toEqual(['left-behind', 'clear']);
});
