import { type Contact, HEALTHY, type Place, type PrinterCondition } from './condition.ts';
import { sin } from './exactMath.ts';
import type { FailureSchedule } from './failureSchedule.ts';
import type { SimulationInput } from './simulationInput.ts';

/** Assumed: the waves of the bed, mm, and the height up to which they are printed away. */
const WAVE_X_MM = 130;
const WAVE_Y_MM = 170;
const WAVES_END_MM = 1;
const LEAST_GAP_MM = 0.15;
const TURN = 2 * Math.PI;

/** What the pieces of a path meet where they are laid. */
export class PieceContacts {
  private readonly input: SimulationInput;
  private readonly failures: FailureSchedule;
  private readonly bedMeshMm: number;
  private readonly contact: Contact = { offsetX: 0, offsetY: 0, lift: 0, strike: 0, resistance: 1 };
  private readonly place: Place = { x: 0, y: 0, height: 0, role: 0, extrudes: false };

  constructor(input: SimulationInput, failures: FailureSchedule, bedMeshMm: number) {
    this.input = input;
    this.failures = failures;
    this.bedMeshMm = bedMeshMm;
  }

  /** @returns what holds until the next call */
  touch(piece: number, condition: PrinterCondition, seconds: number): Readonly<Contact> {
    const { contact, input } = this;
    const { path, moves, layers, layerOfPiece, roleOfPiece } = input;
    const z = path.fromZ[piece] ?? 0;
    const height = layers[layerOfPiece[piece] ?? -1]?.height ?? 0;
    contact.offsetX = condition.shiftX;
    contact.offsetY = condition.shiftY;
    contact.lift = 0;
    contact.strike = 0;
    contact.resistance = z < WAVES_END_MM ? this.gapResistance(piece, z, height) : 1;
    if (condition === HEALTHY) return contact;
    const { place } = this;
    place.x = path.fromX[piece] ?? 0;
    place.y = path.fromY[piece] ?? 0;
    place.height = height;
    place.role = roleOfPiece[piece] ?? 0;
    place.extrudes = (moves.advanceE[piece] ?? 0) > 0;
    this.failures.touch(contact, place, seconds);
    contact.strike = Math.min(contact.strike, moves.cruiseSpeed[piece] ?? 0);
    return contact;
  }

  /** Where the bed is high the first layers have less room, and the melt finds it harder to get out. */
  private gapResistance(piece: number, z: number, height: number): number {
    const { path } = this.input;
    const x = sin((TURN * (path.fromX[piece] ?? 0)) / WAVE_X_MM);
    const y = sin((TURN * (path.fromY[piece] ?? 0)) / WAVE_Y_MM);
    const wave = this.bedMeshMm * x * y * (1 - Math.max(0, z) / WAVES_END_MM);
    return 1 + wave / Math.max(LEAST_GAP_MM, height);
  }
}
