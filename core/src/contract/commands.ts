/**
 * A command of the editor that a code lens or a hover of the server may name. The client validates
 * the argument all the same: any extension can run a command.
 */
export interface CommandContract<Argument> {
  readonly command: string;
  readonly _types?: Argument;
}

/** A layer of a document: `layer` is `LayerOutline.index`, its place in the file from 0. */
export interface LayerArgument {
  readonly uri: string;
  readonly layer: number;
}

/** A line of a document, counted from 0. */
export interface LineArgument {
  readonly uri: string;
  readonly line: number;
}

/** Shows the first line of a layer; without an argument it asks for the layer. */
export const goToLayerCommand = command<LayerArgument>('3dpai.goToLayer');

/** Puts the lines of a layer on the clipboard; without an argument, of the layer at the cursor. */
export const copyLayerCommand = command<LayerArgument>('3dpai.copyLayer');

/** Shows the machine's state before a line; without an argument, before the line of the cursor. */
export const showMachineStateCommand = command<LineArgument>('3dpai.showMachineState');

/** Shows where the time of a print goes, with a layer picked out; without an argument, of the current one. */
export const showPrintTimeCommand = command<LayerArgument>('3dpai.showPrintTime');

function command<Argument>(id: string): CommandContract<Argument> {
  return { command: id };
}
