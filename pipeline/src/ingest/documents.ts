import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import type { RunFinding } from '#core/run/findings';
import { count } from '../quantities.ts';
import { jsonMistake } from './jsonMistake.ts';
import { encodingFinding, failing } from './rawFolder.ts';

/** A document as far as it can be read. */
export interface ReadDocument<Value> {
  /** undefined where it does not fit its schema. */
  readonly value: Value | undefined;
  /** What JSON it holds, fit or not; undefined where it is none. */
  readonly json: unknown;
  readonly findings: readonly RunFinding[];
}

/** So many of one kind are told one by one. */
const TOLD = 5;

/** Reads one JSON document and says in sentences what does not fit. */
export function readDocument<Value>(
  bytes: Uint8Array,
  file: string,
  schema: z.ZodType<Value>,
): ReadDocument<Value> {
  const refuse = (finding: RunFinding) => ({
    value: undefined,
    json: undefined,
    findings: [finding],
  });
  if (isBlank(bytes))
    return refuse(failing('empty-file', file, 'The file is empty; write it again.'));
  const encoding = encodingFinding(bytes, file);
  if (encoding) return refuse(encoding);
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(brokenJson(text, file));
  }
  const { data, error } = schema.safeParse(json);
  const issues = error?.issues ?? [];
  return {
    value: data,
    json,
    findings: issues.slice(0, TOLD).map((each) => misfit(each, text, file)),
  };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

/** A document that is cut off can be told from one that is wrong: it ends before its brackets close. */
function brokenJson(text: string, file: string): RunFinding {
  if (endsOpen(text))
    return failing(
      'truncated-file',
      file,
      'The document ends before its brackets are closed, so it was cut off; copy it again.',
      { line: text.trimEnd().split('\n').length },
    );
  return failing(
    'format-error',
    file,
    'From here on this is no JSON; look for a missing comma, bracket or quotation mark.',
    placeAt(text, jsonMistake(text)),
  );
}

function endsOpen(text: string): boolean {
  const document = text.trim();
  const closing = document.startsWith('{') ? '}' : document.startsWith('[') ? ']' : undefined;
  if (closing === undefined) return false;
  if (!document.endsWith(closing)) return true;
  let depth = 0;
  for (let at = 0; at < document.length; at++) {
    const character = document[at];
    if (character === '"') {
      at = endOfString(document, at) - 1;
      // A quotation mark that is not closed in its line is a mistake in the middle.
      if (at >= document.length - 1) return false;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
  }
  return depth > 0;
}

/** One past the string that begins here. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** What zod has against a field, as a sentence. */
function misfit(issue: z.core.$ZodIssue, text: string, file: string): RunFinding {
  const field = issue.path.map(String).join('.');
  const place = { ...placeOf(text, issue.path), ...(field === '' ? {} : { field }) };
  const message = `${field === '' ? 'The document' : `"${field}"`} ${whyNot(issue)}; see the dataset format.`;
  return failing('schema-error', file, message, place);
}

function whyNot(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') {
    const isMissing = issue.message.endsWith('received undefined');
    return `${isMissing ? 'is missing and ' : ''}should be ${article(issue.expected)}`;
  }
  if (issue.code === 'invalid_value')
    return `should be one of ${issue.values.slice(0, 20).map(String).join(', ')}`;
  if (issue.code === 'too_small')
    return issue.origin === 'string' ? 'is empty' : `should be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `should be at most ${issue.maximum}`;
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return 'should be a date and time as in 2026-01-15T10:00:00Z';
  return `does not fit: ${issue.message}`;
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeio]/.test(type) ? `an ${type}` : `a ${type}`;
}

/**
 * Line and column, from 1, of the value at a path of a JSON text that can be parsed; of what holds it where
 * the value is missing.
 */
export function placeOf(
  text: string,
  path: readonly PropertyKey[],
): { readonly line: number; readonly column: number } {
  let at = skipBlank(text, 0);
  for (const key of path) {
    const next =
      text[at] === '{' ? memberAt(text, at, String(key)) : elementAt(text, at, Number(key));
    if (next === undefined) break;
    at = next;
  }
  return placeAt(text, at);
}

function placeAt(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

function memberAt(text: string, open: number, key: string): number | undefined {
  let at = skipBlank(text, open + 1);
  let found: number | undefined;
  while (text[at] === '"') {
    const end = endOfValue(text, at);
    const value = skipBlank(text, skipBlank(text, end) + 1);
    // Of a key that is there twice, the last one counts.
    if (JSON.parse(text.slice(at, end)) === key) found = value;
    at = skipBlank(text, endOfValue(text, value));
    if (text[at] !== ',') break;
    at = skipBlank(text, at + 1);
  }
  return found;
}

function elementAt(text: string, open: number, index: number): number | undefined {
  if (text[open] !== '[') return undefined;
  let at = skipBlank(text, open + 1);
  for (let i = 0; i < index; i++) {
    at = skipBlank(text, endOfValue(text, at));
    if (text[at] !== ',') return undefined;
    at = skipBlank(text, at + 1);
  }
  return text[at] === ']' ? undefined : at;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text[at] ?? '')) at += 1;
  return at;
}

/** One past a value that begins here. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth < 0) return at;
    const next = text[at + 1] ?? '';
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at + 1;
    if (depth === 0 && /[\s,\]}:]/.test(next)) return at + 1;
  }
  return text.length;
}

/** A file of one JSON object a line. */
export interface ReadLines<Value> {
  readonly entries: readonly { readonly line: number; readonly value: Value }[];
  readonly findings: readonly RunFinding[];
}

/**
 * Reads JSON lines. Lines that cannot be read are told and left out; a last line without an end that cannot
 * be read was cut off.
 */
export function readJsonLines<Value>(
  bytes: Uint8Array,
  file: string,
  schema: z.ZodType<Value>,
): ReadLines<Value> {
  const entries: { line: number; value: Value }[] = [];
  const findings: RunFinding[] = [];
  const encoding = encodingFinding(bytes, file);
  if (encoding) findings.push(encoding);
  const lines = Buffer.from(bytes).toString('utf8').split('\n');
  let wrong = 0;
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue;
    const line = index + 1;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      wrong += 1;
      if (index === lines.length - 1)
        findings.push(
          failing(
            'truncated-file',
            file,
            'The last line has no end, so the file was cut off; copy it again.',
            {
              line,
            },
          ),
        );
      else if (wrong <= TOLD)
        findings.push(
          failing('format-error', file, 'This line is no JSON; take it out, or correct it.', {
            line,
          }),
        );
      continue;
    }
    const { data, error } = schema.safeParse(json);
    if (data !== undefined) entries.push({ line, value: data });
    else {
      wrong += 1;
      const [issue] = error?.issues ?? [];
      if (wrong <= TOLD && issue) findings.push({ ...misfit(issue, text, file), line, column: 1 });
    }
  }
  const untold = wrong - findings.filter(({ code }) => code !== 'encoding-error').length;
  if (untold > 0)
    findings.push(
      failing('format-error', file, `${count(untold)} more lines cannot be read.`, {
        count: untold,
      }),
    );
  return { entries, findings };
}
