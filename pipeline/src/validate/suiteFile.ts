import { z } from 'zod';
import { CHANNELS } from '#core/run/channels';
import { Failure } from '../exit.ts';
import { readDocument } from '../ingest/documents.ts';
import type { Expectation, ExpectationOf } from './expectation.ts';
import { EXPECTATIONS } from './expectations.ts';
import { KINDS, type KindName } from './kinds.ts';

const KIND_NAMES = Object.keys(KINDS).filter((name): name is KindName => name in KINDS);
const CHANNEL_NAMES = CHANNELS.map(({ name }) => name);
const SEVERITIES = ['error', 'warning', 'information', 'off'] as const;

/** One entry of a suite file: changes an expectation of ours, or adds one. */
const ENTRY = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be small letters, digits and hyphens')
    .describe('An expectation to be changed, or the name of a new one.'),
  kind: z.enum(KIND_NAMES).describe('Of a new one: what is asked.').optional(),
  columns: z.array(z.enum(CHANNEL_NAMES)).readonly().describe('What it is about.').optional(),
  parameters: z
    .record(z.string(), z.unknown())
    .describe('Those that are named take the place of ours.')
    .optional(),
  severity: z.enum(SEVERITIES).describe('An error keeps a run out.').optional(),
  why: z.string().describe('Why it matters.').optional(),
});

/** A suite file. */
export const SUITE_FILE = z.strictObject({ expectations: z.array(ENTRY).min(1) });

type Entry = z.infer<typeof ENTRY>;

/**
 * Our suite with the changes of a file.
 * @throws Failure in one sentence that names file, expectation and what it should be
 */
export function suiteOf(text: string, fileName: string): readonly Expectation[] {
  const read = readDocument(new TextEncoder().encode(text), fileName, SUITE_FILE);
  const [misfit] = read.findings;
  if (misfit !== undefined || read.value === undefined)
    throw new Failure(
      `${fileName}:${misfit?.line ?? 1}:${misfit?.column ?? 1}: ${misfit?.message ?? 'This is no suite.'}`,
    );
  const suite = new Map(EXPECTATIONS.map((each): [string, Expectation] => [each.id, each]));
  for (const entry of read.value.expectations) {
    const before = suite.get(entry.id);
    const kind = entry.kind ?? before?.kind;
    if (kind === undefined)
      throw new Failure(
        `${fileName}: there is no expectation "${entry.id}"; name one of ours, or give a new one its kind (${KIND_NAMES.join(', ')}).`,
      );
    if (before !== undefined && kind !== before.kind)
      throw new Failure(
        `${fileName}: "${entry.id}" is of the kind ${before.kind}; give one of the kind ${kind} another id.`,
      );
    suite.set(entry.id, changed(kind, before, entry, fileName));
  }
  return [...suite.values()];
}

function changed(
  kind: KindName,
  before: Expectation | undefined,
  { id, columns, parameters, severity, why }: Entry,
  fileName: string,
): Expectation {
  const { code } = KINDS[kind];
  const schema: z.ZodType = KINDS[kind].parameters;
  const read = schema.safeParse({ ...before?.parameters, ...parameters });
  if (!read.success)
    throw new Failure(
      `${fileName}: the parameters of "${id}" do not fit (${issueOf(read.error)}); it takes ${parameterNames(kind).join(', ') || 'none'}.`,
    );
  const expectation: Omit<ExpectationOf<KindName>, 'parameters'> = {
    id,
    kind,
    columns: columns ?? before?.columns ?? [],
    severity: severity ?? before?.severity ?? 'error',
    code,
    why: why ?? before?.why ?? '',
  };
  // The schema of the kind has just read the parameters, which the compiler cannot follow.
  return { ...expectation, parameters: read.data } as Expectation;
}

/** Names of the parameters of a kind. */
export function parameterNames(kind: KindName): string[] {
  return Object.keys(KINDS[kind].parameters.shape);
}

function issueOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const path = issue?.path.map(String).join('.');
  return [path, issue?.message].filter(Boolean).join(': ');
}
