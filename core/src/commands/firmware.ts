/** A firmware family whose dictionary we hold. */
export type Firmware = 'klipper' | 'marlin' | 'reprap';

/** What people call each family. */
export const FIRMWARE_NAMES: Readonly<Record<Firmware, string>> = {
  klipper: 'Klipper',
  marlin: 'Marlin',
  reprap: 'RepRapFirmware',
};
