// node scripts/schemas.ts
// Writes schemas/*.json, by which editors check, complete and explain the documents of a run folder, from
// the definitions that the pipeline itself checks them with.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RUN_METADATA, RUN_TRUTH } from '#core/run/metadata';

const DOCUMENTS = [
  ['run-metadata', 'metadata.json of a run', RUN_METADATA],
  ['run-truth', 'truth.json of a simulated run', RUN_TRUTH],
] as const;

/** The text of each schema, by its file name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  return new Map(
    DOCUMENTS.map(([name, title, document]) => {
      const schema = { title, ...z.toJSONSchema(document, { io: 'input', target: 'draft-7' }) };
      return [`${name}.schema.json`, `${JSON.stringify(schema, undefined, 2)}\n`];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of schemaFiles())
    writeFileSync(join(import.meta.dirname, '../schemas', name), text);
}
