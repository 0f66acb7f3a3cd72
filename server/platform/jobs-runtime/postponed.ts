/**
 * Thrown by a job that can do nothing before some time, such as while a store is paused: it waits
 * in its queue until then, and no attempt is spent.
 */
export class Postponed extends Error {
  override readonly name = 'Postponed'
  readonly afterS: number

  constructor(afterS: number, why: string) {
    super(why)
    this.afterS = afterS
  }
}
