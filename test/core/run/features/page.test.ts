import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { detectorTable, featurePage, featureSchema } from '../../../support/featurePage.ts';

const DOCS = path.resolve(import.meta.dirname, '../../../../docs');

test('docs/features.md and its schema say what the code has', async () => {
  await expect(featurePage()).toMatchFileSnapshot(path.join(DOCS, 'features.md'));
  await expect(featureSchema()).toMatchFileSnapshot(path.join(DOCS, 'features.schema.json'));
});

test('docs/detectors.md describes the detectors that there are; npm run detectors writes it', () => {
  expect(readFileSync(path.join(DOCS, 'detectors.md'), 'utf8')).toContain(detectorTable());
});
