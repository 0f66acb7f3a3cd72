import { Problem } from '../problem.ts'

/** An error that the operator can do something about. */
export class BackupError extends Problem {
  constructor(message: string, cause?: unknown) {
    super('backup_refused', 409, message)
    this.cause = cause
  }
}
