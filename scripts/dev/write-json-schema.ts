/** Last step of the build: `dist/schema/<kind>.json`, what the package exports for readers of result documents. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DOCUMENT_KINDS, jsonSchemaOf } from '../../harness/result/json-schema.ts';

const schemaDir = new URL('../../schema/', import.meta.url);
mkdirSync(schemaDir, { recursive: true });
for (const kind of DOCUMENT_KINDS) {
  const path = fileURLToPath(new URL(`${kind}.json`, schemaDir));
  writeFileSync(path, `${JSON.stringify(jsonSchemaOf(kind), null, 2)}\n`);
}
