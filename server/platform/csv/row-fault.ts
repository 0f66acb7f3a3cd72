/**
 * The reason why a row does not fit the columns of its file. A comma within a number such as 1,234
 * makes one cell too many, and would make one piece of a thousand.
 */
export function rowFault(header: readonly string[], cells: readonly string[]): string | undefined {
  if (cells.length !== header.length) {
    return `The row has ${cells.length} cells and the header ${header.length}.`
  }
  return cells.some((cell) => cell.includes('\uFFFD')) ? NOT_UTF_8 : undefined
}

const NOT_UTF_8 = 'The text is not UTF-8. Save the file as “CSV UTF-8”.'
