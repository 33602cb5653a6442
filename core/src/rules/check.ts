import type { Firmware } from '../commands/firmware.ts';
import { BYTE } from '../gcode/bytes.ts';
import { commandCode, type GcodeLine, NO_COMMAND } from '../gcode/line.ts';
import { Mark, readMark } from '../gcode/marks.ts';
import { MOVE, type Move } from '../machine/move.ts';
import { BEYOND, exceededBounds, type MoveBounds } from '../machine/moveBounds.ts';
import type { MachineProfile } from '../machine/profile.ts';
import type { MoveInterest } from '../print/readChunk.ts';
import type { Companion, Reading } from '../print/reading.ts';
import { ALL_RULES } from './all.ts';
import { boundsOfProfile } from './boundsOfProfile.ts';
import { type Dispatch, dispatchFor, rulesForCommand, type WantedBy } from './dispatch.ts';
import { type Findings, findingCollector } from './findings.ts';
import { hasNulOrHighByte } from './presentBytes.ts';
import { ASLEEP, type LineContext } from './rule.ts';
import { sameMemory } from './sameMemory.ts';
import { mayBeSuppression } from './suppressionComment.ts';
import {
  NO_SUPPRESSION,
  type Suppressions,
  sameSuppression,
  suppressionReader,
} from './suppressions.ts';

/** What the rules found in one chunk, and what they remember behind it. */
export interface ChunkFindings extends Findings {
  readonly memories: readonly unknown[];
  /** What its comments switch off; nothing of it is among the findings. */
  readonly suppressions: Suppressions;
}

const { UNDERSCORE } = BYTE;

/** The inside of a thumbnail, see `MachineState.insideBlock`. */
const INSIDE_PICTURE = 2;

/**
 * The rules as companions of a reading.
 *
 * @param disabled ids of rules that the person switched off
 */
export function ruleCompanion(
  reading: () => Pick<Reading<unknown>, 'firmware' | 'profile'>,
  disabled: ReadonlySet<string> = new Set(),
): Companion<ChunkFindings> {
  return {
    begin: (before) => {
      const { firmware, profile } = reading();
      return beginChunk(firmware, profile, dispatchFor(firmware, profile, disabled), before);
    },
    leadsAlike: (a, b) =>
      a === b || (sameMemory(a?.memories, b?.memories) && sameSuppression(exitOf(a), exitOf(b))),
  };
}

function exitOf(findings: ChunkFindings | undefined): Suppressions['exit'] {
  return findings?.suppressions.exit ?? NO_SUPPRESSION;
}

/** A rule that sees lines, with or without a memory. */
interface LineChecker {
  check(context: LineContext, memory: unknown): unknown;
}

const CHECKERS: readonly LineChecker[] = ALL_RULES.map((rule) =>
  'check' in rule ? rule : { check: () => undefined },
);

const RULE_IDS: ReadonlySet<string> = new Set(ALL_RULES.map(({ id }) => id));

/** What rules remember before the first line. */
export const FRESH_MEMORIES: readonly unknown[] = ALL_RULES.map((rule) =>
  'memory' in rule ? rule.memory : undefined,
);

function beginChunk(
  firmware: Firmware,
  profile: MachineProfile,
  dispatch: Dispatch,
  before: ChunkFindings | undefined,
): ReturnType<Companion<ChunkFindings>['begin']> {
  const memories = (before?.memories ?? FRESH_MEMORIES).slice();
  const collector = findingCollector();
  const suppressions = suppressionReader(exitOf(before), RULE_IDS);
  const add: AddFinding = (rule, line, bytes, lineStart, finding) => {
    if (!suppressions.suppresses(ALL_RULES[rule]?.id ?? '', line))
      collector.add(rule, line, bytes, lineStart, finding);
  };
  const { byFlag, byMark, byComment, byMove, byZMove, byFilament, leastFilament } = dispatch;
  const { byThick, thick } = dispatch;
  const bounds = boundsOfProfile(profile);
  /** The line that each rule saw last, so that none sees a line twice. */
  const ranOn = new Int32Array(ALL_RULES.length).fill(-1);
  let awake = byMove.filter((rule) => memories[rule] !== ASLEEP);
  const interest = moveInterest(dispatch, bounds);
  const wantsAll = interest.all;
  interest.all ||= awake.length > 0;
  let currentRule = 0;
  let currentLine = 0;
  const context: { -readonly [Key in keyof LineContext]: LineContext[Key] } = {
    line: undefined as never,
    state: undefined as never,
    move: undefined as never,
    mark: new Mark(),
    firmware,
    profile,
    ruleIds: RULE_IDS,
    report(finding) {
      const { bytes, start } = context.line;
      add(currentRule, currentLine, bytes, start, finding);
    },
  };
  function run(rule: number): void {
    if (ranOn[rule] === currentLine) return;
    ranOn[rule] = currentLine;
    currentRule = rule;
    const memory = memories[rule];
    const after = CHECKERS[rule]?.check(context, memory);
    if (after === memory) return;
    memories[rule] = after;
    if (memory !== ASLEEP && after !== ASLEEP) return;
    awake = byMove.filter((each) => memories[each] !== ASLEEP);
    interest.all = wantsAll || awake.length > 0;
  }
  function runOnMove(move: Move): void {
    for (const rule of awake) run(rule);
    if (bounds !== undefined) runBeyond(exceededBounds(bounds, move, context.state));
    if (move.changesZ) for (const rule of byZMove) run(rule);
    const { extruded, distance } = move;
    if (extruded > thick.filament && extruded > thick.perWay * distance)
      for (const rule of byThick) run(rule);
    const filament = Math.abs(extruded);
    if (filament <= leastFilament) return;
    for (const each of byFilament) if (filament > each.above) run(each.rule);
  }
  function runBeyond(exceeded: number): void {
    if (exceeded === 0) return;
    if ((exceeded & BEYOND.reach) !== 0) for (const rule of dispatch.byOutOfReach) run(rule);
    if ((exceeded & BEYOND.speed) !== 0) for (const rule of dispatch.byOverspeed) run(rule);
    if ((exceeded & BEYOND.flow) !== 0) for (const rule of dispatch.byOverflow) run(rule);
  }
  let lastCommand = -1;
  let wanted: WantedBy = dispatch.byUnknown;
  return {
    interest,
    // What most lines need comes first and costs little.
    visit(line, state, move, local) {
      const { command, flags } = line;
      currentLine = local;
      if (context.line !== line) Object.assign(context, { line, state, move });
      if (line.commentStart < line.end) {
        if (mayBeSuppression(line)) {
          const isOurs = state.insideBlock !== INSIDE_PICTURE && suppressions.read(line, local);
          if (isOurs) for (const rule of dispatch.bySuppression) run(rule);
        }
        if (line.bytes[line.commentStart + 1] === UNDERSCORE)
          for (const rule of dispatch.byUnderscore) run(rule);
      }
      if ((flags & dispatch.flags) !== 0) {
        for (const each of byFlag) if ((flags & each.flags) !== 0) run(each.rule);
      }
      if (command === NO_COMMAND) {
        if (line.commentStart === line.end || state.insideBlock === INSIDE_PICTURE) return;
        if (!readMark(line, context.mark)) return;
        for (const rule of byMark[context.mark.kind] ?? []) run(rule);
        return;
      }
      if (line.commentStart < line.end) for (const rule of byComment) run(rule);
      if (move.kind !== MOVE.none) runOnMove(move);
      // Most lines have the command of the line before; words differ in what their number says.
      if (command !== lastCommand || command < 10) {
        wanted = rulesForCommand(dispatch, line);
        lastCommand = command;
      }
      if (wanted.having !== 0 && (line.present & wanted.having) === 0) return;
      for (const { rule, having } of wanted.rules)
        if (having === 0 || (line.present & having) !== 0) run(rule);
    },
    finish() {
      if (context.line) checkBytes(dispatch, context.line, add);
      return {
        ...collector.findings,
        memories,
        suppressions: suppressions.finish(currentLine + 1),
      };
    },
  };
}

/** The moves that some rule wants: most moves are wanted by none. */
function moveInterest(dispatch: Dispatch, bounds: MoveBounds | undefined): MoveInterest {
  const wanted = [G0, G1].map((code) => dispatch.byCode.get(code) ?? dispatch.byUnknown);
  return {
    all: wanted.some(({ rules, having }) => rules.length > 0 && having === 0),
    flags: dispatch.flags,
    letters: wanted.reduce((letters, { having }) => letters | having, 0),
    filamentAbove: dispatch.leastFilament,
    thickFilament: dispatch.thick.filament,
    thickPerWay: dispatch.thick.perWay,
    bounds,
  };
}

const G0 = commandCode('G0');
const G1 = commandCode('G1');

type AddFinding = ReturnType<typeof findingCollector>['add'];

function checkBytes(
  dispatch: Dispatch,
  { bytes, carriageReturns }: GcodeLine,
  add: AddFinding,
): void {
  const present = {
    'carriage return': carriageReturns > 0,
    'nul or high': hasNulOrHighByte(bytes),
  };
  for (const index of dispatch.byBytes) {
    const rule = ALL_RULES[index];
    if (!rule || !('checkBytes' in rule) || !present[rule.looksFor]) continue;
    let line = 0;
    let lineStart = 0;
    let at = 0;
    rule.checkBytes(bytes, (finding) => {
      for (; at < finding.start; at++) {
        if (bytes[at] !== 10 && (bytes[at] !== 13 || bytes[at + 1] === 10)) continue;
        line += 1;
        lineStart = at + 1;
      }
      add(index, line, bytes, lineStart, finding);
    });
  }
}
