import { nearestName } from '../../commands/nearestName.ts';
import { SENSOR_TYPES } from '../reference/temperatureSensors.ts';
import { optionReference } from '../sectionReference.ts';
import { type CheckContext, isReadLast, valueSpan } from './check.ts';

/** A temperature sensor is one that Klipper brings, or a section of the configuration. */
export function sensorTypes({ sections, isWhole, readers, report }: CheckContext): void {
  // Add-ons bring sensors of their own.
  if (!isWhole || readers !== 'klipper') return;
  const own = new Set(
    sections.filter(({ merged }) => /^(?:thermistor|adc_temperature)$/.test(merged.type)),
  );
  const known = [...SENSOR_TYPES, ...[...own].map(({ merged }) => merged.name)];
  for (const [index, section] of sections.entries()) {
    const { reference, merged } = section;
    // Load cells and eddy current probes have a `sensor_type` too, with choices.
    if (!reference || optionReference(reference, 'sensor_type')?.kind !== 'string') continue;
    const sensor = merged.options.get('sensor_type');
    if (!sensor) continue;
    if (known.includes(sensor.option.value)) {
      const definition = sections.findIndex(
        (other) => own.has(other) && other.merged.name === sensor.option.value,
      );
      if (definition > index && !isReadLast(section)) {
        const title = sections[definition]?.title ?? '';
        report(sensor.path, {
          ...valueSpan(sensor.option),
          rule: 'unknown-sensor-type',
          severity: 'error',
          message: `Klipper reads [${title}] only after this; move it above.`,
          firmware: `Unknown temperature sensor '${sensor.option.value}'`,
        });
      }
      continue;
    }
    const near = nearestName(sensor.option.value, known);
    report(sensor.path, {
      ...valueSpan(sensor.option),
      rule: 'unknown-sensor-type',
      severity: 'error',
      message: near
        ? `Klipper knows no temperature sensor "${sensor.option.value}"; perhaps "${near}" is meant.`
        : `Klipper knows no temperature sensor "${sensor.option.value}"; describe it in [thermistor ${sensor.option.value}], or choose another.`,
      firmware: `Unknown temperature sensor '${sensor.option.value}'`,
    });
  }
}
