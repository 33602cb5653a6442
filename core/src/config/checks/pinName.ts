import type { PinUse } from '../config.ts';
import { strip } from '../pythonText.ts';

/** `^!extra:PA1` taken apart. */
export interface Pin {
  readonly chip: string;
  readonly name: string;
  readonly isInverted: boolean;
  readonly pull: 'up' | 'down' | undefined;
  /** What is wrong with it, with the cure. */
  readonly fault: string | undefined;
}

/** A pin as Klipper reads it (`PrinterPins.parse_pin`). */
export function readPin(text: string, use: PinUse): Pin {
  let rest = strip(text);
  let pull: Pin['pull'];
  let isInverted = false;
  if (use.pull && /^[\^~]/.test(rest)) {
    pull = rest.startsWith('^') ? 'up' : 'down';
    rest = strip(rest.slice(1));
  }
  if (use.invert && rest.startsWith('!')) {
    isInverted = true;
    rest = strip(rest.slice(1));
  }
  const colon = rest.indexOf(':');
  const chip = colon < 0 ? 'mcu' : strip(rest.slice(0, colon));
  const name = colon < 0 ? rest : strip(rest.slice(colon + 1));
  return { chip, name, isInverted, pull, fault: faultOf(name, use) };
}

function faultOf(name: string, use: PinUse): string | undefined {
  if (name === '') return 'its name is missing; write one as PA1 or board:PA1';
  if (/^[\^~]/.test(name)) {
    return use.pull
      ? 'a pin takes one of ^ and ~, before the !; remove the others'
      : '^ and ~ are for inputs; remove them';
  }
  if (name.startsWith('!')) {
    return use.invert
      ? 'a pin takes one !; remove the others'
      : 'this pin cannot be turned round; remove the !';
  }
  if (/[\^~!:]/.test(name)) return `"${name}" has a character that no pin has; correct it`;
  if (/\s/.test(name)) return `"${name}" has a space in it; correct it`;
  return undefined;
}
