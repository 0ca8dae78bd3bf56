import { expect, test } from 'vitest';
import { DOCUMENT_KINDS, jsonSchemaOf } from './json-schema.ts';

test.each(DOCUMENT_KINDS)('the %s schema names its version and kind and tolerates later fields', (kind) => {
  const schema = jsonSchemaOf(kind) as { properties: Record<string, unknown>; required: string[] };
  expect(schema.properties.schemaVersion).toMatchObject({ const: 1 });
  expect(schema.properties.documentKind).toMatchObject({ const: kind });
  expect(schema.required.slice(0, 2)).toEqual(['schemaVersion', 'documentKind']);
  expect(schema).not.toHaveProperty('additionalProperties');
});
