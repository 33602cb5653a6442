import { commandReference } from '../commands/command.ts';
import type { Firmware } from '../commands/firmware.ts';
import { ALL_COMMANDS } from '../commands/table.ts';
import { commandCode, type GcodeLine, lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { ALL_RULES } from './all.ts';
import { commandOrigin } from './printerCommands.ts';
import { type Interest, NO_LETTER, type Rule, type ThickMove } from './rule.ts';

/** Rules by their place in `ALL_RULES`. */
export type RuleList = readonly number[];

/** Rules that want a command. */
export interface WantedBy {
  /** Each with the letters of which the line must have one; 0 where it need not. */
  readonly rules: readonly { readonly rule: number; readonly having: number }[];
  /** Letters of which the line must have one before any of the rules wants it; 0 where it need not. */
  readonly having: number;
}

/** Which rules want which lines. */
export interface Dispatch {
  /** All flags that any rule wants. */
  readonly flags: number;
  readonly byFlag: readonly { readonly rule: number; readonly flags: number }[];
  /** By kind of mark. */
  readonly byMark: readonly (RuleList | undefined)[];
  readonly byComment: RuleList;
  readonly bySuppression: RuleList;
  readonly byMove: RuleList;
  readonly byZMove: RuleList;
  readonly byFilament: readonly { readonly rule: number; readonly above: number }[];
  /** The least filament that any rule wants, nm. */
  readonly leastFilament: number;
  readonly byThick: RuleList;
  /** The least of what any of them wants. */
  readonly thick: ThickMove;
  readonly byOutOfReach: RuleList;
  readonly byOverspeed: RuleList;
  readonly byOverflow: RuleList;
  readonly byUnderscore: RuleList;
  readonly byBytes: RuleList;
  /** Every command that the firmware knows is in one of these, whether a rule wants it or not. */
  readonly byCode: ReadonlyMap<number, WantedBy>;
  readonly byWord: ReadonlyMap<string, WantedBy>;
  readonly byUnknown: WantedBy;
}

const dispatches = new WeakMap<MachineProfile, Map<string, Dispatch>>();

/** The same for every chunk, so it is made once for each printer, firmware and choice of rules. */
export function dispatchFor(
  firmware: Firmware,
  profile: MachineProfile,
  disabled: ReadonlySet<string>,
): Dispatch {
  const ofProfile = dispatches.get(profile) ?? new Map<string, Dispatch>();
  dispatches.set(profile, ofProfile);
  const key = `${firmware} ${[...disabled].sort().join(' ')}`;
  const dispatch = ofProfile.get(key) ?? makeDispatch(firmware, profile, disabled);
  ofProfile.set(key, dispatch);
  return dispatch;
}

export function isActive(rule: Rule, firmware: Firmware, disabled: ReadonlySet<string>): boolean {
  return rule.firmwares.includes(firmware) && !disabled.has(rule.id);
}

/** The rules that want a line's command. */
export function rulesForCommand(dispatch: Dispatch, line: GcodeLine): WantedBy {
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

/** Whether a rule has something to say of a command on this printer: one that the configuration does not
 * bring does nothing, and of one that a macro takes the place of only rules with a memory follow what it
 * does to the state. */
function isJudged(
  rule: Rule | undefined,
  name: string,
  firmware: Firmware,
  profile: MachineProfile,
): boolean {
  if (firmware !== 'klipper' || !rule || !('check' in rule)) return true;
  const { kind } = commandOrigin(profile, name);
  if (kind === 'missing') return rule.missing === true;
  return kind !== 'macro' || rule.unknown === true || 'memory' in rule;
}

function isToolChange(command: number): boolean {
  return command >= TOOL_CHANGE && command < TOOL_CHANGE + 100_000;
}

function makeDispatch(
  firmware: Firmware,
  profile: MachineProfile,
  disabled: ReadonlySet<string>,
): Dispatch {
  const active = ALL_RULES.map((rule, index) => ({ rule, index })).filter(({ rule }) =>
    isActive(rule, firmware, disabled),
  );
  const wanting = (isWanted: (interest: Interest) => unknown): number[] =>
    active.flatMap(({ rule, index }) => ('check' in rule && isWanted(rule) ? [index] : []));
  const interestOf = (index: number): Interest => {
    const rule = ALL_RULES[index];
    return rule && 'check' in rule ? rule : {};
  };

  const byMark: number[][] = [];
  for (const index of wanting(({ marks }) => marks)) {
    for (const kind of interestOf(index).marks ?? [])
      byMark[kind] = [...(byMark[kind] ?? []), index];
  }
  const unknownRules = wanting(({ unknown }) => unknown).map((rule) => ({ rule, having: 0 }));
  const macros = new Set(profile.macros.map(({ name }) => name));
  const names = new Set([
    ...ALL_COMMANDS.map(({ name }) => name).filter((name) => isKnownCommand(name, firmware)),
    ...active.flatMap(({ index }) => interestOf(index).commands ?? []),
  ]);
  const byCode = new Map<number, WantedBy>();
  const byWord = new Map<string, WantedBy>();
  for (const name of names) {
    const judging = wanting(({ commands }) => commands?.includes(name)).filter((rule) =>
      isJudged(ALL_RULES[rule], name, firmware, profile),
    );
    const rules = judging.map((rule) => {
      const { having = 0 } = interestOf(rule);
      return { rule, having: typeof having === 'number' ? having : having(name, firmware) };
    });
    // A command that a rule names and the firmware does not know is unknown all the same.
    if (!isKnownCommand(name, firmware) || macros.has(name)) rules.push(...unknownRules);
    const masks = rules.map(({ having }) => having);
    const having = masks.includes(0) ? 0 : masks.reduce((all, mask) => all | mask, NO_LETTER);
    const code = name === 'T' ? TOOL_CHANGE : commandCode(name);
    if (code === WORD_COMMAND) byWord.set(name, { rules, having });
    else byCode.set(code, { rules, having });
  }
  const byFlag = wanting(({ flags }) => flags).map((rule) => ({
    rule,
    flags: interestOf(rule).flags ?? 0,
  }));
  const byThick = wanting(({ thickerThan }) => thickerThan);
  const thick = byThick.flatMap((rule) => interestOf(rule).thickerThan?.(profile) ?? []);
  const byFilament = wanting(({ filamentAbove }) => filamentAbove !== undefined).map((rule) => {
    const { filamentAbove = 0 } = interestOf(rule);
    const isNumber = typeof filamentAbove === 'number';
    return { rule, above: isNumber ? filamentAbove : filamentAbove(profile) };
  });
  return {
    flags: byFlag.reduce((all, { flags }) => all | flags, 0),
    byFlag,
    byMark,
    byComment: wanting(({ comments }) => comments),
    bySuppression: wanting(({ suppressions }) => suppressions),
    byMove: wanting(({ moves }) => moves),
    byZMove: wanting(({ zMoves }) => zMoves),
    byFilament,
    byThick,
    thick: {
      filament: Math.min(Number.POSITIVE_INFINITY, ...thick.map(({ filament }) => filament)),
      perWay: Math.min(Number.POSITIVE_INFINITY, ...thick.map(({ perWay }) => perWay)),
    },
    leastFilament: Math.min(Number.POSITIVE_INFINITY, ...byFilament.map(({ above }) => above)),
    byOutOfReach: wanting(({ outOfReach }) => outOfReach),
    byOverspeed: wanting(({ overspeed }) => overspeed),
    byOverflow: wanting(({ overflow }) => overflow),
    byUnderscore: wanting(({ underscoreComments }) => underscoreComments),
    byBytes: active.flatMap(({ rule, index }) => ('checkBytes' in rule ? [index] : [])),
    byCode,
    byWord,
    byUnknown: { rules: unknownRules, having: 0 },
  };
}
