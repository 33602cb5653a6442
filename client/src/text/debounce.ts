/** A call that waits until it has not been asked for again for a while. */
export interface Debounced {
  readonly call: () => void;
  readonly dispose: () => void;
}

export function debounce(milliseconds: number, action: () => void): Debounced {
  let timer: NodeJS.Timeout | undefined;
  return {
    call: () => {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    },
    dispose: () => clearTimeout(timer),
  };
}
