import { commandReference, type Firmware } from '../commands/command.ts';
import { ALL_COMMANDS } from '../commands/table.ts';
import {
  commandCode,
  commandName,
  type GcodeLine,
  lineCommandName,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { ALL_RULES } from './all.ts';
import type { Rule } from './rule.ts';

/** Which rules want which lines: lists of places in `ALL_RULES`. */
export interface Dispatch {
  /** All flags that any rule wants. */
  readonly flags: number;
  readonly byFlag: readonly { readonly rule: number; readonly flags: number }[];
  /** By kind of mark. */
  readonly byMark: readonly (readonly number[] | undefined)[];
  readonly byComment: readonly number[];
  readonly byMove: readonly number[];
  readonly byUnknown: readonly number[];
  readonly byBytes: readonly number[];
  /** Every command that the firmware knows is in one of these, with an empty list where no rule wants it. */
  readonly byCode: ReadonlyMap<number, readonly number[]>;
  readonly byWord: ReadonlyMap<string, readonly number[]>;
}

const dispatches = new Map<string, Dispatch>();

/** The same for every chunk, so it is made once for each firmware and choice of rules. */
export function dispatchFor(firmware: Firmware, disabled: ReadonlySet<string>): Dispatch {
  const key = `${firmware} ${[...disabled].sort().join(' ')}`;
  let dispatch = dispatches.get(key);
  if (!dispatch) {
    dispatch = makeDispatch(firmware, disabled);
    dispatches.set(key, dispatch);
  }
  return dispatch;
}

export function isActive(rule: Rule, firmware: Firmware, disabled: ReadonlySet<string>): boolean {
  return rule.firmwares.includes(firmware) && !disabled.has(rule.id);
}

/** Rules that want a command. */
export function rulesForCommand(dispatch: Dispatch, line: GcodeLine): readonly number[] {
  const { command } = line;
  const wanted =
    command < 10
      ? dispatch.byWord.get(lineCommandName(line))
      : dispatch.byCode.get(isToolChange(command) ? TOOL_CHANGE : command);
  return wanted ?? dispatch.byUnknown;
}

/** Whether a firmware, or a maker's own kind of it, has a command of this name. */
export function isKnownCommand(name: string, firmware: Firmware): boolean {
  const reference = commandReference(name);
  if (!reference) return false;
  // Makers' own firmwares grew out of Marlin, and a file does not say which of them it is for.
  if (firmware === 'marlin' && reference.vendor !== undefined) return true;
  return reference.firmwares.includes(firmware);
}

const TOOL_CHANGE = commandCode('T0');

function isToolChange(command: number): boolean {
  return command >= TOOL_CHANGE && command < TOOL_CHANGE + 100_000;
}

function makeDispatch(firmware: Firmware, disabled: ReadonlySet<string>): Dispatch {
  const byFlag: { rule: number; flags: number }[] = [];
  const byMark: number[][] = [];
  const byComment: number[] = [];
  const byMove: number[] = [];
  const byUnknown: number[] = [];
  const byBytes: number[] = [];
  const byCode = new Map<number, number[]>();
  const byWord = new Map<string, number[]>();
  for (const { name } of ALL_COMMANDS) {
    if (isKnownCommand(name, firmware)) listFor(name, byCode, byWord);
  }
  ALL_RULES.forEach((rule, index) => {
    if (!isActive(rule, firmware, disabled)) return;
    if ('checkBytes' in rule) byBytes.push(index);
    if (!('check' in rule)) return;
    if (rule.flags !== undefined) byFlag.push({ rule: index, flags: rule.flags });
    if (rule.comments) byComment.push(index);
    if (rule.moves) byMove.push(index);
    if (rule.unknown) byUnknown.push(index);
    for (const kind of rule.marks ?? []) {
      const list = byMark[kind] ?? [];
      byMark[kind] = list;
      list.push(index);
    }
    for (const name of rule.commands ?? []) listFor(name, byCode, byWord).push(index);
  });
  // A command that a rule names and the firmware does not know is unknown all the same.
  for (const [code, list] of byCode) {
    if (!isKnownCommand(commandName(code), firmware)) list.push(...byUnknown);
  }
  for (const [word, list] of byWord) {
    if (!isKnownCommand(word, firmware)) list.push(...byUnknown);
  }
  const flags = byFlag.reduce((all, wanted) => all | wanted.flags, 0);
  return { flags, byFlag, byMark, byComment, byMove, byUnknown, byBytes, byCode, byWord };
}

function listFor(
  name: string,
  byCode: Map<number, number[]>,
  byWord: Map<string, number[]>,
): number[] {
  const code = name === 'T' ? TOOL_CHANGE : commandCode(name);
  const list = (code === WORD_COMMAND ? byWord.get(name) : byCode.get(code)) ?? [];
  if (code === WORD_COMMAND) byWord.set(name, list);
  else byCode.set(code, list);
  return list;
}
