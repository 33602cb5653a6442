/** A section of Klipper's page about its configuration, by its anchor. */
export function configPage(anchor: string): string {
  return `https://www.klipper3d.org/Config_Reference.html#${anchor}`;
}

/** A file of Klipper's sources, where the page leaves out a fact. */
export function klipperSource(path: string): string {
  return `https://github.com/Klipper3d/klipper/blob/master/${path}`;
}

/** A section of the same page as the Kalico fork has it. */
export function kalicoPage(anchor: string): string {
  return `https://docs.kalico.gg/Config_Reference.html#${anchor}`;
}
