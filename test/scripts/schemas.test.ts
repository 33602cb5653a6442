import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaFiles } from '../../scripts/schemas.ts';

test.each([...schemaFiles()])('schemas/%s is what the pipeline checks with', (name, text) => {
  // `node scripts/schemas.ts` writes them anew.
  expect(readFileSync(`schemas/${name}`, 'utf8')).toBe(text);
});
