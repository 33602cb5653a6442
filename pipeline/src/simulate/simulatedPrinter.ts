import { HEALTHY, type PrinterCondition } from './condition.ts';
import { emptyDeposition, type OpenDeposition } from './deposition.ts';
import { Electrics, NOMINAL_VOLTAGE } from './electrical.ts';
import { EventLog } from './eventLog.ts';
import { Extruder } from './extrusion.ts';
import { FailureSchedule } from './failureSchedule.ts';
import { fittedPrinter } from './fittedPrinter.ts';
import { HeadMotion } from './headMotion.ts';
import { SAMPLES_A_TICK } from './headPath.ts';
import { Heaters } from './heaters.ts';
import { LayerSums } from './layerTruth.ts';
import { likelyRows } from './likelyRows.ts';
import type { Material } from './material.ts';
import type { Parameters } from './parameters.ts';
import { PieceContacts } from './pieceContacts.ts';
import { type InstantStep, Playback, type PlaybackListener } from './playback.ts';
import { Recorder } from './recorder.ts';
import type { Scenario } from './scenario.ts';
import { SENSOR_RATE_HZ } from './simulatedRun.ts';
import type { SimulationInput } from './simulationInput.ts';
import { meltResistance, middle } from './thermal.ts';
import type { Step } from './timetable.ts';

/** A heater that has not settled after so long is given up. */
const LONGEST_WAIT_SECONDS = 3600;
/** Klipper looks once a second at a heater that is waited for. */
const TICKS_A_LOOK = SENSOR_RATE_HZ;
/** Speed that a strike takes from the head for the motors' whole torque, mm/s. */
const STRIKE_STALL_MM_PER_S = 60;
/** Of the nominal printer: what its ooze was stated for, %. */
const USUAL_HUMIDITY = 45;

/** From a moment of planned time on the plan has stood still for so long in all. */
export interface Stretch {
  readonly plannedStart: number;
  readonly stoodSeconds: number;
}

/** The printer of one run, from one sample of its sensors to the next. */
export class SimulatedPrinter implements PlaybackListener {
  /** Of the printer as it is, see `fittedPrinter`. */
  readonly parameters: Parameters;
  readonly recorder: Recorder;
  readonly log: EventLog;
  readonly stretches: Stretch[] = [];
  readonly failures: FailureSchedule;
  readonly layerSums: LayerSums;
  readonly deposition: OpenDeposition;
  private readonly input: SimulationInput;
  private readonly material: Material;
  private readonly playback: Playback;
  private readonly extruder: Extruder;
  private readonly motion: HeadMotion;
  private readonly contacts: PieceContacts;
  private readonly electrics: Electrics;
  private readonly heaters: Heaters;
  /** Samples so far, without the one of the moment 0. */
  private ticks = 0;
  private condition: PrinterCondition = HEALTHY;
  private fan = 0;
  /** Index of the layer that is being printed, −1 outside of them, and the highest one so far. */
  private layer = -1;
  private highestLayer = -1;
  private motorsOn = false;
  private hasRunOut = false;
  private waitingSince: number | undefined;
  private meltResistance = 1;
  /** Of the piece that is being laid. */
  private contactResistance = 1;
  private strikeLoad = 0;
  private advancedBefore = 0;

  constructor(input: SimulationInput, scenario: Scenario) {
    const fitted = fittedPrinter(input, scenario);
    const { parameters } = fitted;
    this.input = input;
    this.parameters = parameters;
    this.material = scenario.material;
    this.log = new EventLog(input.lineByte);
    this.failures = new FailureSchedule(input, scenario);
    this.layerSums = new LayerSums(input.layers.length);
    this.deposition = emptyDeposition(input.path.count);
    this.playback = new Playback(input, this);
    this.extruder = new Extruder(input, parameters);
    const { steps } = input.timetable;
    const firstMoves = steps.find((step) => step.kind === 'moves');
    this.motion = new HeadMotion(
      input.moves,
      this.playback,
      this.extruder,
      this.deposition.deposited,
      parameters,
      firstMoves?.from ?? 0,
    );
    this.motion.path.pressureAdvance = input.pressureAdvanceS;
    this.contacts = new PieceContacts(input, this.failures, parameters.bedMeshMm);
    this.electrics = new Electrics(parameters);
    this.heaters = new Heaters(input, fitted, scenario.material);
    this.recorder = new Recorder(likelyRows(input, fitted, scenario.material), SAMPLES_A_TICK);
    this.log.add('print_start', 0);
    this.record();
  }

  /** The next sample of the sensors. @returns false where the run is over */
  tick(): boolean {
    const { playback, motion, electrics, heaters, input } = this;
    const now = this.ticks / SENSOR_RATE_HZ;
    this.lookForFailures(now);
    const { condition } = this;
    const fault = heaters.regulate(this.ticks) ?? this.endWait(now);
    if (fault !== undefined) {
      this.log.add('shutdown', now, { line: playback.line, message: fault });
      this.end();
      return false;
    }
    this.strikeLoad = 0;
    this.meltResistance = meltResistance(this.material, heaters.hotend.model.blockC);
    this.setFlow();
    motion.tick(this.ticks * SAMPLES_A_TICK, this.recorder);
    electrics.step({
      hotendDuty:
        Math.max(heaters.hotend.control.duty, condition.leastDuty) * condition.heaterPower,
      bedDuty: heaters.bed.control.duty,
      fan: this.fan,
      fanShare: condition.fanSpeed,
      supplyShare: condition.supply,
      motorsOn: this.motorsOn,
      axisLoad: motion.path.axisLoad,
    });
    const fan = electrics.fanRpm / this.parameters.fanMaxRpm;
    const feed = this.extruder.fed * input.filamentAreaMm2 * SENSOR_RATE_HZ;
    heaters.heat(electrics, fan, feed, condition);
    if (this.layer >= 0)
      this.layerSums.add(this.layer, heaters.hotend.model.blockC, heaters.bed.model.blockC, fan);
    this.ticks += 1;
    this.record();
    if (!playback.isDone) return true;
    this.log.add('print_end', playback.begin);
    this.end();
    return false;
  }

  beginStep(step: InstantStep, seconds: number): void {
    if (step.kind === 'set') this.set(step, seconds);
    else if (step.kind === 'wait') {
      this.waitingSince = undefined;
      const value = this.heaters[step.heater].control.targetC;
      this.log.add('wait_begin', seconds, { line: step.line, value, message: step.heater });
    } else {
      this.motorsOn = true;
      this.log.addStand(step.of, step.kind, seconds, step.line);
    }
  }

  beginMove(move: number, seconds: number): void {
    const { input, deposition, motion } = this;
    const { path, moves, layerOfPiece, layers } = input;
    this.motorsOn = true;
    if (move >= path.count) return;
    this.layer = layerOfPiece[move] ?? -1;
    if (this.layer > this.highestLayer) {
      this.highestLayer = this.layer;
      this.log.add('layer', seconds, {
        line: path.line[move] ?? 0,
        value: layers[this.layer]?.number,
      });
    }
    const contact = this.contacts.touch(move, this.condition, seconds);
    deposition.start[move] = seconds;
    deposition.duration[move] = path.duration[move] ?? 0;
    deposition.offsetX[move] = contact.offsetX;
    deposition.offsetY[move] = contact.offsetY;
    deposition.lift[move] = contact.lift;
    deposition.pieceCount = move + 1;
    const { strike, resistance } = contact;
    if (strike > 0) {
      motion.jolt(
        strike * (moves.unitX[move] ?? 0),
        strike * (moves.unitY[move] ?? 0),
        -strike / 2,
      );
      this.strikeLoad = Math.max(this.strikeLoad, strike / STRIKE_STALL_MM_PER_S);
    }
    if (resistance === this.contactResistance) return;
    this.contactResistance = resistance;
    this.setFlow();
  }

  planResumes(plannedStart: number, stoodSeconds: number): void {
    this.stretches.push({ plannedStart, stoodSeconds });
  }

  private lookForFailures(now: number): void {
    const { playback, motion, heaters } = this;
    const condition = this.failures.conditionAt({
      seconds: now,
      planned: playback.plannedAt(now),
      line: playback.line,
      layer: this.layer,
      hotendDuty: heaters.hotend.control.duty,
    });
    this.condition = condition;
    motion.setCondition(condition);
    if (condition.hasFilament || this.hasRunOut) return;
    this.hasRunOut = true;
    this.extruder.remainingMm = condition.lastFilamentMm;
    this.log.add('filament_runout', now, { line: playback.line });
  }

  /** Ends a wait whose heater has settled. @returns why the printer is given up */
  private endWait(now: number): string | undefined {
    const { playback, ticks } = this;
    if (playback.waitsFor === undefined) return undefined;
    this.waitingSince ??= ticks;
    if ((ticks - this.waitingSince) % TICKS_A_LOOK !== 0) return undefined;
    const { control } = this.heaters[playback.waitsFor];
    if (control.targetC > 0 && control.isBusy)
      return now - playback.begin > LONGEST_WAIT_SECONDS
        ? 'A heater that was waited for does not settle.'
        : undefined;
    this.log.add('wait_end', now, {
      line: playback.line,
      value: control.smoothedC,
      message: playback.waitsFor,
    });
    playback.endWait(now);
    return undefined;
  }

  private setFlow(): void {
    const { condition } = this;
    const { nozzleWear, humidityPercent } = this.parameters;
    this.extruder.setConditions(
      this.meltResistance * condition.nozzleResistance * this.contactResistance,
      condition.feed * nozzleWear,
      // Moist filament oozes more: assumed one percent for each percent of humidity.
      condition.ooze * (1 + (humidityPercent - USUAL_HUMIDITY) / 100),
      condition.oozeReach,
    );
  }

  private set(step: Extract<Step, { kind: 'set' }>, seconds: number): void {
    const { material, heaters, log } = this;
    const { what, line } = step;
    if (what === 'pressure advance') {
      this.motion.path.pressureAdvance = Math.max(0, step.value);
      return;
    }
    let { value } = step;
    if (what === 'hotend' || what === 'bed') {
      const own = middle(what === 'hotend' ? material.printC : material.bedC);
      value = Math.max(0, Number.isNaN(value) ? own : value);
      heaters[what].control.targetC = value;
    } else if (what === 'fan') {
      value = Math.max(0, Math.min(1, value));
      this.fan = value;
    }
    const event = what === 'fan' || what === 'tool' ? what : (`${what}_target` as const);
    log.add(event, seconds, { line, value });
  }

  private end(): void {
    this.deposition.seconds = this.ticks / SENSOR_RATE_HZ;
    const { deposition } = this;
    const last = deposition.pieceCount - 1;
    if (last < 0) return;
    const left = deposition.seconds - (deposition.start[last] ?? 0);
    deposition.duration[last] = Math.min(deposition.duration[last] ?? 0, left);
  }

  private record(): void {
    const { motion, electrics, heaters, condition, recorder, extruder } = this;
    const { lineByte, filamentAreaMm2 } = this.input;
    const { path, advanced } = motion;
    const { hotend, bed } = heaters;
    const row = recorder.nextRow();
    const { columns } = recorder;
    const axisLoad = path.axisLoad * (NOMINAL_VOLTAGE / electrics.voltage);
    columns.timestamp[row] = this.ticks / SENSOR_RATE_HZ;
    columns.temperature[row] = hotend.model.sensorC;
    columns.target_temperature[row] = hotend.control.targetC;
    columns.bed_temperature[row] = bed.model.sensorC;
    columns.bed_target[row] = bed.control.targetC;
    columns.heater_power[row] = electrics.hotendW;
    columns.bed_power[row] = electrics.bedW;
    columns.power[row] = electrics.powerW;
    columns.voltage[row] = electrics.voltage;
    columns.fan[row] = this.fan;
    columns.fan_speed[row] = electrics.fanRpm;
    columns.position_x[row] = path.playedX + condition.shiftX;
    columns.position_y[row] = path.playedY + condition.shiftY;
    columns.position_z[row] = path.z;
    columns.velocity[row] = path.speed;
    columns.extruder_position[row] = path.extruded;
    columns.filament_position[row] = advanced;
    columns.flow[row] = (advanced - this.advancedBefore) * filamentAreaMm2 * SENSOR_RATE_HZ;
    columns.filament_present[row] = this.hasRunOut ? 0 : 1;
    columns.extruder_load[row] = Math.min(2, extruder.load);
    columns.axis_load[row] = Math.min(2, axisLoad + condition.axisLoad + this.strikeLoad);
    columns.vibration[row] = motion.vibrationRms;
    columns.file_position[row] = lineByte[this.playback.line] ?? 0;
    this.advancedBefore = advanced;
  }
}
