/** A limit as Python puts it into Klipper's messages: 0.0 where it is a float, 0 where it is whole. */
export function pythonRepr(number: number, isFloat: boolean): string {
  const text = String(number);
  return isFloat && Number.isInteger(number) ? `${text}.0` : text;
}
