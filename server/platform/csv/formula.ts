/**
 * Spreadsheets evaluate cells that begin like this, except for plain negative numbers. An
 * apostrophe in front makes them text. It is also put before cells that already begin with
 * apostrophes and such a character, so that removing it is exact.
 */
const LOOKS_LIKE_FORMULA = /^'*[=+\-@\t\r]/
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?$/
const IS_GUARDED = /^'+[=+\-@\t\r]/

export const guard = (cell: string): string =>
  LOOKS_LIKE_FORMULA.test(cell) && !NEGATIVE_NUMBER.test(cell) ? `'${cell}` : cell

export const unguard = (cell: string): string => (IS_GUARDED.test(cell) ? cell.slice(1) : cell)
