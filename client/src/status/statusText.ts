import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { ReadingStatus } from '#core/contract/server';
import type { EndReason } from '../languageServer/languageServer.ts';
import type { Flavor, ServerState } from '../manifest.ts';
import { formatCounted } from '../text/quantity.ts';

/** What a language status item shows. */
export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly busy: boolean;
  readonly severity: 'information' | 'warning' | 'error';
}

export function flavorName(flavor: Exclude<Flavor, 'auto'>): string {
  return FIRMWARE_NAMES[flavor];
}

/** Who sliced the file and whose rules it is read by. */
export function printStatus(status: ReadingStatus | undefined): StatusText {
  if (status === undefined) return calm('G-code', 'not read yet');
  const { slicer, flavor, layerCount, phase, progress } = status;
  const name = slicer === null ? 'Slicer unknown' : `${slicer.name} ${slicer.version}`.trim();
  if (phase === 'reading') {
    return { ...calm(`Reading: ${Math.round(progress * 100)} %`, flavorName(flavor)), busy: true };
  }
  const layers = layerCount === 0 ? 'no layers' : formatCounted(layerCount, 'layer');
  return calm(name, `${flavorName(flavor)}, ${layers}`);
}

/** How the language server is. */
export function serverStatus(state: ServerState, restarts: number): StatusText {
  switch (state) {
    case 'idle':
      return calm('Language server', 'not started yet');
    case 'starting':
      return { ...calm('Language server', 'starting'), busy: true };
    case 'running':
      return calm(
        'Language server',
        restarts === 0 ? 'running' : `running, restarted ${formatCounted(restarts, 'time')}`,
      );
    case 'stopped':
      return { ...calm('Language server', 'stopped'), severity: 'error' };
  }
}

/** What a person is told, once and in passing, when the server runs again. */
export function restartedMessage(reason: EndReason): string {
  switch (reason) {
    case 'crashed':
      return '3dpai: the language server ended by itself and was restarted.';
    case 'hung':
      return '3dpai: the language server did not answer and was restarted.';
    case 'asked':
      return '3dpai: the language server was restarted.';
  }
}

/** What a person is told when the server is not started any more. */
export function stoppedMessage(ranOutOfMemory: boolean): string {
  return ranOutOfMemory
    ? 'The 3dpai language server ran out of memory again and again, so it was not started again: raise the setting 3dpai.server.maxOldSpaceMb and restart it.'
    : 'The 3dpai language server ended again and again, so it was not started again. Its log has the reason.';
}

function calm(text: string, detail: string): StatusText {
  return { text, detail, busy: false, severity: 'information' };
}
