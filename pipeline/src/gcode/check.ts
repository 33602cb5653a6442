import process from 'node:process';
import { styleText } from 'node:util';
import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { CheckAnswer } from '#core/contract/cli';
import type { Problem, Severity } from '#core/contract/problems';
import { readMetadata } from '#core/print/metadata';
import { ALL_RULES } from '#core/rules/all';
import { collectProblems } from '#core/rules/problems';
import { CHOSEN_SEVERITIES, type ChosenSeverity } from '#core/rules/ruleChoice';
import { type Command, FLAVOR_OPTION, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION } from '../profile.ts';
import { plural } from '../quantities.ts';
import { programVersion } from '../version.ts';
import { fileOf, flavorAnswer, readCheckedGcode } from './readGcode.ts';
import { sarifLog } from './sarif.ts';

/** Worst first. */
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export const CHECK_COMMAND: Command = {
  name: 'gcode check',
  operands: ['FILE'],
  summary: 'Finds what the printer would stumble over, in the words of its firmware.',
  details: [
    'Exits with 1 when it reports an error or a warning, so that a script can stop there; with --severity, when it reports anything. FILE may be "-" for stdin.',
  ],
  options: [
    FLAVOR_OPTION,
    PROFILE_OPTION,
    {
      name: 'severity',
      value: 'LEAST',
      choices: SEVERITIES,
      help: 'report this and worse (default: hint, which is everything)',
    },
    { name: 'disable', value: 'RULE,...', help: 'leave out these rules' },
    {
      name: 'rule',
      value: 'RULE=SEVERITY',
      help: `how grave a rule's problems are: ${CHOSEN_SEVERITIES.join(', ')}; once for each rule`,
    },
    JSON_OPTION,
    { name: 'sarif', help: 'print a SARIF 2.1.0 log, as code scanning reads it' },
  ],
  examples: [
    'gcode check cube.gcode',
    'gcode check cube.gcode --flavor klipper --severity warning --json',
    'gcode check cube.gcode --rule unknown-macro=off --rule inches=warning',
    'gcode check cube.gcode --sarif > cube.sarif',
  ],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  if (given.has('json') && given.has('sarif'))
    throw new Failure('gcode check prints either --json or --sarif, not both.');
  const choice = { disabledRules: disabledRules(given), severity: chosenSeverities(given) };
  const reading = await readCheckedGcode(given, choice);
  const found = collectProblems(reading, readMetadata(reading), choice);
  const least = leastSeverity(given);
  const problems = found.filter((problem) => SEVERITIES.indexOf(problem.severity) <= least);
  const answer: CheckAnswer = {
    file: fileOf(given),
    ...flavorAnswer(reading),
    problems,
    summary: {
      error: countOf(problems, 'error'),
      warning: countOf(problems, 'warning'),
      information: countOf(problems, 'information'),
      hint: countOf(problems, 'hint'),
    },
  };
  await writeOut(piecesOf(answer, given));
  // Information and hints alone stop nobody's script, unless they were asked for by name.
  const counts = given.has('severity')
    ? problems.length
    : answer.summary.error + answer.summary.warning;
  return counts === 0 ? EXIT.fine : EXIT.findings;
}

function piecesOf(answer: CheckAnswer, given: Given): Iterable<string> {
  if (given.has('json')) return jsonPieces(answer);
  if (given.has('sarif')) return jsonPieces(sarifLog(answer, programVersion()));
  return checkText(answer);
}

function disabledRules(given: Given): string[] {
  const names = given.values('disable').flatMap((value) => value.split(','));
  const disabled = names.map((name) => name.trim()).filter((name) => name !== '');
  for (const name of disabled) requireRule('disable', name);
  return disabled;
}

function chosenSeverities(given: Given): Readonly<Record<string, ChosenSeverity>> {
  return Object.fromEntries(
    given.values('rule').map((value) => {
      const [id = '', chosen] = value.split('=').map((part) => part.trim());
      const severity = CHOSEN_SEVERITIES.find((each) => each === chosen);
      if (!severity)
        throw new Failure(
          `--rule cannot be "${value}"; it takes RULE=SEVERITY with ${CHOSEN_SEVERITIES.join(', ')}.`,
        );
      requireRule('rule', id);
      return [id, severity];
    }),
  );
}

function requireRule(option: string, id: string): void {
  const known = ALL_RULES.map((rule) => rule.id);
  if (known.includes(id)) return;
  throw new Failure(`--${option} names no rule "${id}"; rules are ${known.sort().join(', ')}.`);
}

function leastSeverity(given: Given): number {
  const least = SEVERITIES.find((severity) => severity === given.value('severity'));
  return SEVERITIES.indexOf(least ?? 'hint');
}

function countOf(problems: readonly Problem[], severity: Severity): number {
  return problems.filter((problem) => problem.severity === severity).length;
}

const STYLES: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  information: 'blue',
  hint: 'gray',
};

/** One line for each problem, as compilers print them, so that editors can follow it. */
function* checkText(answer: CheckAnswer): Generator<string> {
  for (const problem of answer.problems) {
    const { line, column, severity, message, rule, firmware, fix } = problem;
    const place = `${printable(answer.file)}:${line}:${column}`;
    yield `${place}: ${paint(STYLES[severity], severity)}: ${printable(message)} ${paint('gray', `[${rule}]`)}\n`;
    if (firmware !== undefined) yield `  firmware: ${printable(firmware)}\n`;
    if (fix) yield `  fix: ${printable(fix.title)}\n`;
  }
  yield `${summaryText(answer)}\n`;
}

function summaryText({ file, problems, summary, flavor }: CheckAnswer): string {
  const rules = `by the rules of ${FIRMWARE_NAMES[flavor]}`;
  if (problems.length === 0) return `${printable(file)}: no problems ${rules}.`;
  const counts = [
    plural(summary.error, 'error'),
    plural(summary.warning, 'warning'),
    `${summary.information} information`,
    plural(summary.hint, 'hint'),
  ].filter((text) => !text.startsWith('0 '));
  return `${printable(file)}: ${counts.join(', ')} ${rules}.`;
}

/** Colour only where stdout is a terminal and NO_COLOR does not forbid it. */
function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
