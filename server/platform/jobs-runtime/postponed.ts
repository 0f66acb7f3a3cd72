/**
 * Thrown by a job that can do nothing before some time, for example while a store is paused. The
 * job waits in its queue until then, and the attempt does not count.
 */
export class Postponed extends Error {
  override readonly name = 'Postponed'
  readonly afterS: number

  constructor(afterS: number, why: string) {
    super(why)
    this.afterS = afterS
  }
}
