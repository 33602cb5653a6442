import { window } from 'vscode';
import type { LayerOutline } from '#core/contract/outline';
import type { Print } from '../print/currentPrint.ts';
import type { PrintReader } from '../print/printReader.ts';
import { progressAfter } from '../text/progress.ts';

/** The layers of a print; where there are none to be had, tells the person why. */
export async function layersOrTell(
  reader: PrintReader,
  print: Print | undefined,
): Promise<readonly LayerOutline[] | undefined> {
  if (print === undefined) {
    void window.showInformationMessage('Open a G-code file first.');
    return undefined;
  }
  try {
    const answer = await progressAfter('Reading the layers', reader.layers(print));
    if (answer === undefined) {
      void window.showInformationMessage(
        'The language server is not running: the command "3dpai: Restart Server" starts it.',
      );
      return undefined;
    }
    if (answer.layers.length > 0) return answer.layers;
    void window.showInformationMessage('This file has no layers.');
    return undefined;
  } catch (error) {
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}
