// How slicers and firmwares write times. Each form keeps what the file has: digits, units and blanks.

/** Nanoseconds of a second, a minute … */
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const PLAIN_NUMBER = numberPattern();

/** One way of writing a time. */
export interface TimeForm {
  /** What a value of this form looks like, as a whole. */
  readonly pattern: RegExp;
  /** @param was the value that stands in the file */
  write(nanoseconds: number, was: string): string;
}

/** `6993`, `123.400000`: cut off behind the last digit, as slicers do. */
export const SECONDS = numberForm(SECOND);

/** Kiri:Moto: `744s`, with the dashes that close its line. */
export const SECONDS_WITH_UNIT = numberForm(SECOND, 's(?: ---)?');

/** KISSlicer: `7.94 minutes`. */
export const MINUTES_WITH_UNIT = numberForm(MINUTE, ' minutes');

/** Minutes of M73, rounded, as PrusaSlicer rounds them. */
export const ROUNDED_MINUTES: TimeForm = {
  pattern: PLAIN_NUMBER,
  write: (nanoseconds, was) => {
    const digits = digitsOf(was);
    return decimal(Math.round((nanoseconds * 10 ** digits) / MINUTE), digits);
  },
};

/** `1d 2h 3m 4s`: larger units only where they are needed, seconds cut off (`get_time_dhms` of the PrusaSlicer
 * family; it writes less than a second with digits behind the point). */
export const DAYS_TO_SECONDS: TimeForm = {
  pattern: /^(?=\d)(?:\d+d ?)?(?:\d+h ?)?(?:\d+m ?)?(?:\d+(?:\.\d+)?s)?$/,
  write: (nanoseconds, was) => {
    const units = [
      [Math.floor(nanoseconds / DAY), 'd'],
      [Math.floor(nanoseconds / HOUR) % 24, 'h'],
      [Math.floor(nanoseconds / MINUTE) % 60, 'm'],
      [Math.floor(nanoseconds / SECOND) % 60, 's'],
    ] as const;
    const first = units.findIndex(([count]) => count > 0);
    const blank = /[dhm]\d/.test(was) ? '' : ' ';
    return (first < 0 ? units.slice(-1) : units.slice(first))
      .map(([count, unit]) => `${count}${unit}`)
      .join(blank);
  },
};

/** Simplify3D: `1 hour 2 minutes`, `0 hours 42 minutes`. */
export const HOURS_AND_MINUTES: TimeForm = {
  pattern: /^\d+ hours? \d+ minutes?$/,
  write: (nanoseconds, was) => {
    // Where the file says "1 hours", it does so for every number.
    const alwaysPlural = /\b1 \w+s/.test(was);
    const counted = (count: number, unit: string) =>
      `${count} ${unit}${count === 1 && !alwaysPlural ? '' : 's'}`;
    const hours = Math.floor(nanoseconds / HOUR);
    return `${counted(hours, 'hour')} ${counted(Math.floor(nanoseconds / MINUTE) % 60, 'minute')}`;
  },
};

/** The percentage that `nanoseconds` is of `total`, cut off. */
export function percentText(nanoseconds: number, total: number, was: string): string {
  const digits = digitsOf(was);
  return decimal(Math.floor((nanoseconds * 100 * 10 ** digits) / total), digits);
}

/** Whether a text is a number without sign and exponent. */
export function isPlainNumber(text: string): boolean {
  return PLAIN_NUMBER.test(text);
}

function numberPattern(behind = ''): RegExp {
  return new RegExp(`^\\d+(?:\\.\\d+)?${behind}$`);
}

function numberForm(unit: number, behind = ''): TimeForm {
  return {
    pattern: numberPattern(behind),
    write: (nanoseconds, was) => {
      const digits = digitsOf(was);
      const text = decimal(Math.floor(nanoseconds / (unit / 10 ** digits)), digits);
      return was.replace(/^[\d.]+/, text);
    },
  };
}

/** A nanosecond has nine digits behind the point of a second; nobody writes more. */
const MOST_DIGITS = 9;

/** Digits behind the point. */
function digitsOf(was: string): number {
  return Math.min(/^\d+\.(\d+)/.exec(was)?.[1]?.length ?? 0, MOST_DIGITS);
}

/** A whole number of units of the last of `digits` places. */
function decimal(units: number, digits: number): string {
  const text = String(units).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
