/**
 * Spreadsheets run cells that begin like these, but for a plain negative number. An apostrophe
 * makes them text; it is also put before what already looks like such a cell, so that taking it
 * away again is exact.
 */
const LOOKS_LIKE_FORMULA = /^'*[=+\-@\t\r]/
const NEGATIVE_NUMBER = /^-\d+(?:\.\d+)?$/
const IS_GUARDED = /^'+[=+\-@\t\r]/

export const guard = (cell: string): string =>
  LOOKS_LIKE_FORMULA.test(cell) && !NEGATIVE_NUMBER.test(cell) ? `'${cell}` : cell

export const unguard = (cell: string): string => (IS_GUARDED.test(cell) ? cell.slice(1) : cell)
