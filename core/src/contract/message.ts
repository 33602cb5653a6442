/**
 * A request between two processes: who may send it and what the answer means is said where it is
 * declared. The type parameters exist only for the compiler.
 */
export interface RequestContract<Parameters, Result> {
  readonly method: string;
  readonly _types?: readonly [Parameters, Result];
}

export interface NotificationContract<Parameters> {
  readonly method: string;
  readonly _types?: readonly [Parameters];
}

export function request<Parameters, Result>(method: string): RequestContract<Parameters, Result> {
  return { method };
}

export function notification<Parameters>(method: string): NotificationContract<Parameters> {
  return { method };
}
