/**
 * The reason why the first row names no columns, when a spreadsheet has saved another format than
 * CSV.
 */
export const misreadHeader = ([first = '']: readonly string[]): string | undefined =>
  /[\0\uFFFD]/.test(first) ? NOT_UTF_8 : undefined

const NOT_UTF_8 = 'The file is not in UTF-8. Save it as “CSV UTF-8”.'
