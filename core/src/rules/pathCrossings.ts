import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { Box } from '../print/box.ts';

/** Nearer than this to an end, a crossing is a touch: slicers let lines end on one another. */
const TOUCH = 0.01 * UNITS_PER_ONE;

/** Coordinates of a piece in a row: from X, from Y, to X, to Y. */
const ROW = 4;

/** Whether two pieces cross, farther than a touch from all four ends. `a` and `b` are the places of their
 * coordinates in `rows`, nm. */
export function piecesCross(rows: Float64Array, a: number, b: number): boolean {
  const fromX = rows[a] ?? 0;
  const fromY = rows[a + 1] ?? 0;
  const otherX = rows[b] ?? 0;
  const otherY = rows[b + 1] ?? 0;
  const wayX = (rows[a + 2] ?? 0) - fromX;
  const wayY = (rows[a + 3] ?? 0) - fromY;
  const otherWayX = (rows[b + 2] ?? 0) - otherX;
  const otherWayY = (rows[b + 3] ?? 0) - otherY;
  const turn = wayX * otherWayY - wayY * otherWayX;
  if (turn === 0) return false;
  const gapX = otherX - fromX;
  const gapY = otherY - fromY;
  // Where they cross, as a share of either way.
  const share = (gapX * otherWayY - gapY * otherWayX) / turn;
  if (!(share > 0 && share < 1)) return false;
  const otherShare = (gapX * wayY - gapY * wayX) / turn;
  if (!(otherShare > 0 && otherShare < 1)) return false;
  const length = Math.sqrt(wayX * wayX + wayY * wayY);
  const otherLength = Math.sqrt(otherWayX * otherWayX + otherWayY * otherWayY);
  return (
    Math.min(share, 1 - share) * length > TOUCH &&
    Math.min(otherShare, 1 - otherShare) * otherLength > TOUCH
  );
}

/** As wide as a few lines; a larger field has larger cells, because their number has to stay small. */
const CELL = 1 * UNITS_PER_ONE;
const MOST_CELLS = 256;
/** So much beyond the box belongs to the grid, nm: walls run along its edge, and numbers are rounded. */
const MARGIN = 1_000;
/** What a cell holds: nothing, pieces of one owner (by its number), or of several. */
const EMPTY = -1;
const SEVERAL = -2;

/** With which owners a piece is compared, and what is to be done where it crosses a piece of one. */
export interface Partners {
  has(owner: number): boolean;
  crosses(owner: number): void;
}

/**
 * Finds where straight pieces cross those that were added before them. They are kept by the cells of a
 * grid, and a piece is compared only with those that share a cell with it. Its memory is used again.
 */
export class CrossingGrid {
  /** Cells entered and pieces compared: what the search has cost. */
  work = 0;
  private minX = 0;
  private minY = 0;
  private maxX = 0;
  private maxY = 0;
  private cell = CELL;
  private columns = 0;
  private rows = 0;
  /** By cell: whose pieces it holds, and the entry made last. */
  private readonly owner = new Int32Array(MOST_CELLS * MOST_CELLS);
  private readonly last = new Int32Array(MOST_CELLS * MOST_CELLS);
  /** By entry: the piece, and the cell's entry before. */
  private entries = 0;
  private entryPiece = new Int32Array(1_024);
  private entryBefore = new Int32Array(1_024);
  private pieces = 0;
  private pieceOwner = new Int32Array(1_024);
  private coordinates = new Float64Array(1_024 * ROW);

  /** Forgets everything. @param box crossings outside it need not be found */
  begin(box: Box): void {
    this.work = 0;
    this.minX = box.minX - MARGIN;
    this.minY = box.minY - MARGIN;
    this.maxX = box.maxX + MARGIN;
    this.maxY = box.maxY + MARGIN;
    const width = this.maxX - this.minX;
    const depth = this.maxY - this.minY;
    this.cell = Math.max(CELL, width / MOST_CELLS, depth / MOST_CELLS);
    this.columns = Math.min(MOST_CELLS, Math.floor(width / this.cell) + 1);
    this.rows = Math.min(MOST_CELLS, Math.floor(depth / this.cell) + 1);
    this.owner.fill(EMPTY, 0, this.columns * this.rows);
    this.last.fill(EMPTY, 0, this.columns * this.rows);
    this.entries = 0;
    this.pieces = 0;
  }

  /** Adds a piece, nm. Cells are entered one after the other as in Amanatides and Woo, "A Fast Voxel
   * Traversal Algorithm for Ray Tracing". */
  add(
    owner: number,
    fromX: number,
    fromY: number,
    toX: number,
    toY: number,
    partners: Partners,
  ): void {
    const { minX, minY, maxX, maxY, cell, columns, rows } = this;
    if (Math.max(fromX, toX) < minX || Math.min(fromX, toX) > maxX) return;
    if (Math.max(fromY, toY) < minY || Math.min(fromY, toY) > maxY) return;
    const wayX = toX - fromX;
    const wayY = toY - fromY;
    // Between these shares of its way it is inside.
    const enterX = shareAt(wayX > 0 ? minX : maxX, fromX, wayX, 0);
    const enterY = shareAt(wayY > 0 ? minY : maxY, fromY, wayY, 0);
    const leaveX = shareAt(wayX > 0 ? maxX : minX, fromX, wayX, 1);
    const leaveY = shareAt(wayY > 0 ? maxY : minY, fromY, wayY, 1);
    const enter = Math.max(enterX, enterY, 0);
    const leave = Math.min(leaveX, leaveY, 1);
    if (enter > leave) return;
    const startX = fromX - minX;
    const startY = fromY - minY;
    let column = place((startX + enter * wayX) / cell, columns);
    let row = place((startY + enter * wayY) / cell, rows);
    const lastColumn = place((startX + leave * wayX) / cell, columns);
    const lastRow = place((startY + leave * wayY) / cell, rows);
    const stepX = lastColumn < column ? -1 : 1;
    const stepY = lastRow < row ? -1 : 1;
    // The shares at which the next column, and the next row, are entered.
    let nextX = ((stepX > 0 ? column + 1 : column) * cell - startX) / wayX;
    let nextY = ((stepY > 0 ? row + 1 : row) * cell - startY) / wayY;
    const perColumn = cell / Math.abs(wayX);
    const perRow = cell / Math.abs(wayY);
    const piece = this.keep(owner, fromX, fromY, toX, toY);
    this.enterCell(row * columns + column, piece, owner, partners);
    while (column !== lastColumn || row !== lastRow) {
      if (row === lastRow || (column !== lastColumn && nextX < nextY)) {
        column += stepX;
        nextX += perColumn;
      } else {
        row += stepY;
        nextY += perRow;
      }
      this.enterCell(row * columns + column, piece, owner, partners);
    }
  }

  private keep(owner: number, fromX: number, fromY: number, toX: number, toY: number): number {
    const piece = this.pieces;
    if (piece === this.pieceOwner.length) {
      this.pieceOwner = twiceAsLong(this.pieceOwner, Int32Array);
      this.coordinates = twiceAsLong(this.coordinates, Float64Array);
    }
    const { coordinates } = this;
    this.pieces = piece + 1;
    this.pieceOwner[piece] = owner;
    coordinates[piece * ROW] = fromX;
    coordinates[piece * ROW + 1] = fromY;
    coordinates[piece * ROW + 2] = toX;
    coordinates[piece * ROW + 3] = toY;
    return piece;
  }

  private enterCell(cell: number, piece: number, owner: number, partners: Partners): void {
    const held = this.owner[cell];
    this.work += 1;
    if (held === EMPTY) this.owner[cell] = owner;
    else if (held !== owner) {
      this.owner[cell] = SEVERAL;
      this.compare(cell, piece, partners);
    }
    if (this.entries === this.entryPiece.length) {
      this.entryPiece = twiceAsLong(this.entryPiece, Int32Array);
      this.entryBefore = twiceAsLong(this.entryBefore, Int32Array);
    }
    this.entryPiece[this.entries] = piece;
    this.entryBefore[this.entries] = this.last[cell] ?? EMPTY;
    this.last[cell] = this.entries;
    this.entries += 1;
  }

  private compare(cell: number, piece: number, partners: Partners): void {
    for (
      let entry = this.last[cell] ?? EMPTY;
      entry >= 0;
      entry = this.entryBefore[entry] ?? EMPTY
    ) {
      const other = this.entryPiece[entry] ?? 0;
      const owner = this.pieceOwner[other] ?? 0;
      this.work += 1;
      if (partners.has(owner) && piecesCross(this.coordinates, other * ROW, piece * ROW))
        partners.crosses(owner);
    }
  }
}

/** The share of its way at which a coordinate comes to an edge. @param still the answer where it never moves */
function shareAt(edge: number, from: number, way: number, still: number): number {
  return way === 0 ? still : (edge - from) / way;
}

/** The column or row of a place, counted in cells. */
function place(at: number, most: number): number {
  return Math.min(Math.max(Math.floor(at), 0), most - 1);
}

function twiceAsLong<Row extends Int32Array | Float64Array>(
  row: Row,
  kind: new (length: number) => Row,
): Row {
  const longer = new kind(row.length * 2);
  longer.set(row);
  return longer;
}
