import type { Lossless } from '#platform/lossless-json.ts'
import { textOf } from '../shape/text.ts'

/** The names of the characters from U+00A0 on, in their order. */
const LATIN = (
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn ' +
  'sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave ' +
  'Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ' +
  'ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN ' +
  'szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave ' +
  'iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ' +
  'ucirc uuml yacute thorn yuml'
).split(' ')

const NAMED = new Map([
  ...LATIN.map((name, index) => [name, String.fromCodePoint(0xa0 + index)] as const),
  ...Object.entries({
    ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", ndash: '–', mdash: '—', euro: '€' },
    ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', hellip: '…' },
    ...{ bull: '•', trade: '™', minus: '−', rarr: '→', prime: '′', Prime: '″' },
  }),
])

/** Decodes HTML entities once: WordPress stores texts for pages, such as `O&#8217;Brien`. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(\w{2,8}));/g, (all, decimal, hex, name) => {
    if (name) return NAMED.get(name as string) ?? all
    const point = decimal ? Number(decimal) : Number.parseInt(hex as string, 16)
    return isCharacter(point) ? String.fromCodePoint(point) : all
  })

const isCharacter = (point: number) =>
  point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)

/** A text of WordPress as people read it. */
export const wordsIn = (value: Lossless | undefined, charactersMax?: number): string | null =>
  typeof value === 'string' ? textOf(decodeEntities(value), charactersMax) : null
