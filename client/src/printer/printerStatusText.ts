import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { PrinterAnswer } from '#core/contract/server';
import { printerWords } from '#core/contract/time';
import type { StatusText } from '../status/statusText.ts';

/** What the status bar says of a file's printer; `detail` is its tooltip. */
export function printerStatusText(answer: PrinterAnswer): StatusText {
  const { profile, origin, problem } = answer;
  // The preset of a firmware without a printer has its defaults too, but somebody chose it.
  const isChosen = profile.source !== 'assumed' || profile.name !== FIRMWARE_NAMES[answer.firmware];
  if (problem !== null)
    return {
      text: isChosen ? profile.name : 'Choose a printer',
      detail: problem,
      busy: false,
      severity: 'warning',
    };
  return {
    text: isChosen ? profile.name : 'Choose a printer',
    detail: isChosen
      ? `Times and checks are for ${printerWords(profile)}${origin === null ? '' : ` (${origin})`}.`
      : `Times are with ${printerWords(profile)}, because no printer is chosen.`,
    busy: false,
    severity: 'information',
  };
}
