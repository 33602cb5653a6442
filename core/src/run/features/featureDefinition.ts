import type { Section } from './section.ts';

/** One number about a run or a layer. docs/features.md and features.schema.json are made from these. */
export interface FeatureDefinition {
  /** Stable: columns of features_run and features_layer are called so. */
  readonly name: string;
  /** '' where it is a share, a count or a score. */
  readonly unit: string;
  /** What it is and over what, in a sentence or two. */
  readonly meaning: string;
  /** Where the definition or its numbers come from; "own" where they are ours. */
  readonly source: string;
  /** Whether it is of the whole print, of each layer, or of both. */
  readonly of: 'run' | 'layer' | 'both';
  /** NaN where the run does not have what it is made from. */
  compute(section: Section): number;
}
