import { type Disposable, type Event, EventEmitter } from 'vscode';
import type { StageId } from './stages.ts';

/** The stages that run just now, by dataset, with what each says of itself and how to end it. */
export class RunningStages implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly stages = new Map<
    string,
    Map<StageId, { readonly text: string; readonly cancel: () => void }>
  >();
  readonly onDidChange: Event<void> = this.changed.event;

  /** @param dataset path of its folder */
  show(dataset: string, stage: StageId, text: string, cancel: () => void): void {
    const known = this.stages.get(dataset) ?? new Map();
    known.set(stage, { text, cancel });
    this.stages.set(dataset, known);
    this.changed.fire();
  }

  end(dataset: string, stage: StageId): void {
    this.stages.get(dataset)?.delete(stage);
    this.changed.fire();
  }

  cancel(dataset: string, stage: StageId): void {
    this.stages.get(dataset)?.get(stage)?.cancel();
  }

  isRunning(dataset: string): boolean {
    return (this.stages.get(dataset)?.size ?? 0) > 0;
  }

  /** What runs on a dataset; simulations, which have none yet, are shown with every one. */
  progressOf(dataset: string): ReadonlyMap<StageId, string> {
    const all = [...this.stages].flatMap(([path, stages]) =>
      [...stages].filter(([stage]) => path === dataset || stage === 'simulate'),
    );
    return new Map(all.map(([stage, { text }]) => [stage, text]));
  }

  dispose(): void {
    for (const stages of this.stages.values()) for (const { cancel } of stages.values()) cancel();
    this.changed.dispose();
  }
}
