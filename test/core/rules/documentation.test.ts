import { expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { ALL_RULES } from '#core/rules/all';

const FIRMWARE_NAMES: Readonly<Record<Firmware, string>> = {
  klipper: 'Klipper',
  marlin: 'Marlin',
  reprap: 'RepRapFirmware',
};

test('docs/rules.md lists every rule (vitest -u writes it)', async () => {
  const rows = ALL_RULES.map(
    ({ id, severity, firmwares, why, fixes }) =>
      `| \`${id}\` | ${severity} | ${firmwares.map((firmware) => FIRMWARE_NAMES[firmware]).join(', ')} | ${why} | ${fixes ? 'yes' : ''} |`,
  );
  const page = `# Rules

What \`3dpai gcode check\` and the editor report about G-code. Each rule can be switched off by its id. Problems carry
the words of the firmware where it has some; those that fall in the same place again and again are counted as one.
The severity is that of the rule's gravest finding: *error* stops the print or ruins it, *warning* goes wrong without
a word, *information* and *hint* are worth knowing. A test writes this page from \`core/src/rules\`.

| Rule | Severity | Firmware | What goes wrong | Fix |
|---|---|---|---|---|
${rows.join('\n')}
`;
  await expect(page).toMatchFileSnapshot('../../../docs/rules.md');
});
