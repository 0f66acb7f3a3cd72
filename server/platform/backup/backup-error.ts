import { Problem } from '../problem.ts'

/** Words for the operator, who can do something about it. */
export class BackupError extends Problem {
  constructor(message: string, cause?: unknown) {
    super('backup_refused', 409, message)
    this.cause = cause
  }
}
