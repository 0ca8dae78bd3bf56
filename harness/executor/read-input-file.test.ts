import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readInputFile } from './read-input-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossover-input-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(name: string, text: string): Promise<readonly unknown[]> {
  const file = join(folder, name);
  await writeFile(file, text);
  return readInputFile(file);
}

test.each<[string, string, readonly unknown[]]>([
  ['one.json', '{ "a": 1 }', [{ a: 1 }]],
  ['array.json', '[1, 2]', [[1, 2]]],
  ['marked.json', '\uFEFF{ "a": 1 }', [{ a: 1 }]],
  ['lines.ndjson', '{"a":1}\n\n{"a":2}\r\n', [{ a: 1 }, { a: 2 }]],
  ['lines.jsonl', '1\n"x"\nnull', [1, 'x', null]],
])('%s', async (name, text, inputs) => {
  expect(await read(name, text)).toEqual(inputs);
});

test.each<[string, string, RegExp]>([
  ['broken.json', '{\n  "a": 1,\n  b: 2\n}', /broken\.json:3:3: this is no JSON: Expected/],
  ['cut.json', '{ "a": [1, 2', /cut\.json:1:13: this is no JSON/],
  ['third.ndjson', '1\n2\n{"a" 1}\n', /third\.ndjson:3:6: this is no JSON/],
  ['empty.json', ' \n', /is empty\. Write at least one/],
  ['data.csv', 'a,b', /has the extension "\.csv"\. Name a \.json file/],
])('%s says where and what', async (name, text, message) => {
  const reading = read(name, text);
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toMatchObject({ code: 'CROSSOVER_USAGE' });
});

test('a missing file is a usage error', async () => {
  await expect(readInputFile(join(folder, 'none.json'))).rejects.toThrow(
    /none\.json does not exist\. Check the path/,
  );
});
