import { PRESETS, profileOfPreset } from '#core/machine/presets';
import type { MachineProfile } from '#core/machine/profile';

/** The printer that a run's metadata.json names, by the id or the name of a preset; undefined where we do not
 * know it. */
export function printerNamed(model: string): MachineProfile | undefined {
  const wanted = model.trim().toLowerCase();
  const preset = PRESETS.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  return preset && profileOfPreset(preset.id);
}
