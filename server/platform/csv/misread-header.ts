/** Why a first row names no columns, where a spreadsheet has saved something else than CSV. */
export function misreadHeader(header: readonly string[]): string | undefined {
  const [first = ''] = header
  if (/[\0\uFFFD]/.test(first)) return NOT_UTF_8
  if (header.length > 1) return undefined
  if (first.includes(';')) return separatedBy('semicolons')
  return first.includes('\t') ? separatedBy('tabs') : undefined
}

const NOT_UTF_8 = 'The file is not in UTF-8. Save it as “CSV UTF-8”.'

const separatedBy = (what: string): string =>
  `The cells are separated by ${what}. Save the file with commas between them.`
