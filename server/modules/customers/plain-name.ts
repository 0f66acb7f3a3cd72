const MARKS = /[\u0300-\u036f]/g
const APOSTROPHES = /['`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\uff07]/g
/** Letters that are no letter with a mark, and are typed as if they were. */
const LETTERS: Record<string, string> = {
  ...{ ø: 'o', ł: 'l', đ: 'd', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' },
}

/** What somebody typed, as the names stand in a search; see `searched_name` in the database. */
export const plainName = (typed: string): string =>
  typed
    .normalize('NFD')
    .replaceAll(MARKS, '')
    .toLowerCase()
    .replaceAll(/[øłđıßæœ]/g, (letter) => LETTERS[letter]!)
    .replaceAll(APOSTROPHES, '')
