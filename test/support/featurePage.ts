import { DETECTORS } from '#core/run/detectors/all';
import { FEATURE_FAMILIES, LAYER_ROW_FEATURES, RUN_FEATURES } from '#core/run/features/all';
import type { FeatureDefinition } from '#core/run/features/featureDefinition';

const INTRODUCTION = `# Features

\`3dpai features DIR\` computes these numbers of every aligned run. Those of a run are a row of \`canonical/features_run\`, those of a
layer a row of \`canonical/features_layer\`; both are also in [features.schema.json](features.schema.json), as a Table Schema. Names
stay; a feature whose meaning changes gets another one.

A feature that a run has no channel for is null, never 0. Features of a run are over all its layers, unless they say otherwise; what
comes before the first layer and behind the last one counts for heating up only. Time is that of the source, so that a
pause or a wait counts. Proxies are called so: they stand in for something that nobody measured.

This page is made from the code: \`npx vitest run test/core/run/features/page.test.ts -u\`.
`;

const OF: Readonly<Record<FeatureDefinition['of'], string>> = {
  run: 'run',
  layer: 'layer',
  both: 'run, layer',
};

/** docs/features.md. */
export function featurePage(): string {
  const families = FEATURE_FAMILIES.map(({ name, features }) =>
    [
      `## ${name}`,
      '',
      '| feature | unit | of | meaning | source |',
      '|---|---|---|---|---|',
      ...features.map(
        ({ name: column, unit, of, meaning, source }) =>
          `| \`${column}\` | ${unit} | ${OF[of]} | ${escaped(meaning)} | ${escaped(source)} |`,
      ),
      '',
    ].join('\n'),
  );
  return [INTRODUCTION, ...families].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** docs/features.schema.json: both tables as Data Package resources with a Table Schema. */
export function featureSchema(): string {
  const field = ({ name, unit, meaning }: FeatureDefinition) => ({
    name,
    type: 'number',
    description: meaning,
    ...(unit === '' ? {} : { unit }),
  });
  const runId = { name: 'run_id', type: 'string', constraints: { required: true } };
  const layer = {
    name: 'layer',
    type: 'integer',
    description: 'In the order of printing, 1 is the first.',
    constraints: { required: true, minimum: 1 },
  };
  const resources = [
    {
      name: 'features_run',
      schema: { fields: [runId, ...RUN_FEATURES.map(field)], primaryKey: ['run_id'] },
    },
    {
      name: 'features_layer',
      schema: {
        fields: [runId, layer, ...LAYER_ROW_FEATURES.map(field)],
        primaryKey: ['run_id', 'layer'],
      },
    },
  ];
  return `${JSON.stringify({ resources }, null, 2)}\n`;
}

/** What docs/detectors.md says of each detector. */
export function detectorTable(): string {
  return [
    '| detector | finds | how |',
    '|---|---|---|',
    ...DETECTORS.map(
      ({ name, meaning, method }) => `| \`${name}\` | ${escaped(meaning)} | ${escaped(method)} |`,
    ),
    '',
  ].join('\n');
}
