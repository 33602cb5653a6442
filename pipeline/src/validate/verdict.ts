import type { FindingCode, RunFinding, Verdict } from '#core/run/findings';

/** With an error of these, there is nothing that could be read. */
const UNREADABLE: readonly FindingCode[] = [
  'missing-file',
  'empty-file',
  'encoding-error',
  'format-error',
  'schema-error',
  'header-error',
];

/** Errors keep a run out; one that cannot be read is rejected. */
export function verdictOf(findings: readonly RunFinding[]): Verdict {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return 'accept';
  const isUnreadable = errors.some(
    ({ code, field }) =>
      UNREADABLE.includes(code) || (code === 'missing-label' && field === 'timestamp'),
  );
  return isUnreadable ? 'reject' : 'quarantine';
}
