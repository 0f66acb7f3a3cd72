/**
 * An error that keeps the program from starting, in words for the person who starts it. No stack is
 * shown.
 */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Explains an error of the file system at a path in plain words. Any other error is returned as it
 * is.
 */
export function explainPathError(error: unknown, path: string): unknown {
  const words = WORDS[(error as NodeJS.ErrnoException).code ?? '']
  return words ? new StartError(words(path)) : error
}

const notYours = (path: string) =>
  `No permission to write in ${path}: it belongs to another user. ` +
  'Start as that user, or set PENSTOCK_DATA_DIR to a folder of your own.'

const readOnly = (path: string) =>
  `${path} is on a read-only disk. Set PENSTOCK_DATA_DIR to a folder on another one.`

const full = (path: string) =>
  `The disk of ${path} is full. Free some space (1 GB is comfortable) and start again.`

const inTheWay = (path: string) => `${path} must be a folder, but a file stands in its way.`

const WORDS: Record<string, (path: string) => string> = {
  EACCES: notYours,
  EPERM: notYours,
  EROFS: readOnly,
  ENOENT: readOnly, // What Node says when it should make a folder on a read-only disk.
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
}
