import type { Role } from '#core/contract/outline';
import type { RoleTime, WhatIfRow } from '#core/contract/time';
import type { WhatIfResult, WhatIfTable } from '#core/contract/timeView';
import { roleColor } from '../layers/roleColors.ts';
import { formatDuration, sentenceCase } from '../text/quantity.ts';

/** A plan, as of now or of a what-if. */
type Plan = Pick<WhatIfRow, 'seconds' | 'byRole' | 'outsideLayersSeconds'>;

/** What a difference that cannot be seen is below, s. */
const INVISIBLE_SECONDS = 0.05;

/** `−12 min 4 s`, `+35 s`, `no change` */
export function differenceText(seconds: number): string {
  if (Math.abs(seconds) < INVISIBLE_SECONDS) return 'no change';
  return `${seconds < 0 ? '−' : '+'}${formatDuration(Math.abs(seconds))}`;
}

/** The time with other limits beside the time of now, role by role. */
export function whatIfResult(now: Plan, changed: Plan): WhatIfResult {
  const more = changed.seconds - now.seconds;
  const parts = partsOf(now).map(({ name, color, seconds }) => {
    const other = partsOf(changed).find((part) => part.name === name)?.seconds ?? 0;
    return { name, color, now: seconds, changed: other };
  });
  const longest = Math.max(0, ...parts.flatMap((part) => [part.now, part.changed]));
  const share = (seconds: number) => (longest === 0 ? 0 : seconds / longest);
  return {
    time: formatDuration(changed.seconds),
    difference: withPercent(more, now.seconds),
    change: Math.abs(more) < INVISIBLE_SECONDS ? 'same' : more < 0 ? 'less' : 'more',
    roles: parts.map((part) => ({
      name: part.name,
      color: part.color,
      now: formatDuration(part.now),
      changed: formatDuration(part.changed),
      difference: differenceText(part.changed - part.now),
      nowShare: share(part.now),
      changedShare: share(part.changed),
    })),
  };
}

/** So many roles fit into a table beside the time. */
const MOST_ROLES = 6;

/** One row for each value, with the difference to now and the roles that take longest. */
export function whatIfTable(now: Plan, rows: readonly WhatIfRow[]): WhatIfTable {
  const names = limitNames(rows);
  const roles = longestRoles(now);
  return {
    columns: [...names, 'Time', 'Difference', ...roles.map(sentenceCase)],
    rows: rows.map(({ set, seconds, byRole }) => [
      ...names.map((name) => valueText(set[name])),
      formatDuration(seconds),
      withPercent(seconds - now.seconds, now.seconds),
      ...roles.map((role) => formatDuration(secondsOf(byRole, role))),
    ]),
  };
}

/** The table as Markdown has it, for a forum or an issue. */
export function markdownTable({ columns, rows }: WhatIfTable): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/[\\|]/g, '\\$&')).join(' | ')} |`;
  return `${[line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}

/** The same in seconds, for a spreadsheet (RFC 4180); with all roles. */
export function csvTable(now: Plan, rows: readonly WhatIfRow[]): string {
  const names = limitNames(rows);
  const roles = now.byRole.map(({ role }) => role);
  const heads = [
    ...names,
    'seconds',
    'difference_s',
    ...roles.map((role) => `${role.replaceAll(' ', '_')}_s`),
    'outside_layers_s',
  ];
  const lines = rows.map(({ set, seconds, byRole, outsideLayersSeconds }) =>
    [
      ...names.map((name) => set[name] ?? ''),
      ...[
        seconds,
        seconds - now.seconds,
        ...roles.map((role) => secondsOf(byRole, role)),
        outsideLayersSeconds,
      ].map(toMicroseconds),
    ].join(','),
  );
  return `${[heads.join(','), ...lines].join('\r\n')}\r\n`;
}

function withPercent(more: number, seconds: number): string {
  const text = differenceText(more);
  if (text === 'no change' || seconds <= 0) return text;
  const percent = Math.abs((more / seconds) * 100);
  return `${text} (${more < 0 ? '−' : '+'}${percent < 9.95 ? percent.toFixed(1) : Math.round(percent)} %)`;
}

function partsOf({ byRole, outsideLayersSeconds }: Plan) {
  return [
    ...byRole.map(({ role, seconds }) => ({
      name: sentenceCase(role),
      color: roleColor(role),
      seconds,
    })),
    { name: 'Outside the layers', color: 'other' as const, seconds: outsideLayersSeconds },
  ];
}

function longestRoles({ byRole }: Plan): Role[] {
  return byRole
    .filter(({ seconds }) => seconds > 0)
    .slice(0, MOST_ROLES)
    .map(({ role }) => role);
}

function secondsOf(byRole: readonly RoleTime[], role: Role): number {
  return byRole.find((each) => each.role === role)?.seconds ?? 0;
}

function toMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}

function limitNames(rows: readonly WhatIfRow[]): string[] {
  return [...new Set(rows.flatMap(({ set }) => Object.keys(set)))];
}

function valueText(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
