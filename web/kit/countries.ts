import { namesFormat } from './formats.ts'
import { currentLocale } from './i18n.ts'

/** ISO 3166, and Kosovo, which stores send though it has no code there. */
const CODES = (
  'AD-AE-AF-AG-AI-AL-AM-AO-AQ-AR-AS-AT-AU-AW-AX-AZ-BA-BB-BD-BE-BF-BG-BH-BI-BJ-BL-BM-BN-' +
  'BO-BQ-BR-BS-BT-BV-BW-BY-BZ-CA-CC-CD-CF-CG-CH-CI-CK-CL-CM-CN-CO-CR-CU-CV-CW-CX-CY-CZ-' +
  'DE-DJ-DK-DM-DO-DZ-EC-EE-EG-EH-ER-ES-ET-FI-FJ-FK-FM-FO-FR-GA-GB-GD-GE-GF-GG-GH-GI-GL-' +
  'GM-GN-GP-GQ-GR-GS-GT-GU-GW-GY-HK-HM-HN-HR-HT-HU-ID-IE-IL-IM-IN-IO-IQ-IR-IS-IT-JE-JM-' +
  'JO-JP-KE-KG-KH-KI-KM-KN-KP-KR-KW-KY-KZ-LA-LB-LC-LI-LK-LR-LS-LT-LU-LV-LY-MA-MC-MD-ME-' +
  'MF-MG-MH-MK-ML-MM-MN-MO-MP-MQ-MR-MS-MT-MU-MV-MW-MX-MY-MZ-NA-NC-NE-NF-NG-NI-NL-NO-NP-' +
  'NR-NU-NZ-OM-PA-PE-PF-PG-PH-PK-PL-PM-PN-PR-PS-PT-PW-PY-QA-RE-RO-RS-RU-RW-SA-SB-SC-SD-' +
  'SE-SG-SH-SI-SJ-SK-SL-SM-SN-SO-SR-SS-ST-SV-SX-SY-SZ-TC-TD-TF-TG-TH-TJ-TK-TL-TM-TN-TO-' +
  'TR-TT-TV-TW-TZ-UA-UG-UM-US-UY-UZ-VA-VC-VE-VG-VI-VN-VU-WF-WS-XK-YE-YT-ZA-ZM-ZW'
).split('-')

export type Country = { code: string; name: string }

/** Where the shop is: `IN`. Without a shop that has said so, where the browser is. */
export const homeCountry = (): string => new Intl.Locale(currentLocale()).region ?? ''

/** All of them by name, and that of the shop before them. */
export function listCountries(): Country[] {
  const names = namesIn(currentLocale())
  const { compare } = new Intl.Collator(currentLocale())
  const home = homeCountry()
  return CODES.map((code) => ({ code, name: names.of(code) ?? code })).toSorted(
    (one, other) =>
      Number(other.code === home) - Number(one.code === home) || compare(one.name, other.name),
  )
}

/** Those that fit what was typed: the one with this code, those that begin so, then the others. */
export function fittingCountries<Fits extends Country>(countries: Fits[], typed: string): Fits[] {
  const wanted = plain(typed)
  const rankOf = ({ code, name }: Country) => {
    if (plain(code) === wanted) return 0
    if (plain(name).startsWith(wanted)) return 1
    return plain(name).includes(wanted) ? 2 : undefined
  }
  const ranked = Map.groupBy(countries, rankOf)
  return ([0, 1, 2] as const).flatMap((rank) => ranked.get(rank) ?? [])
}

/** Stores send a code or a name. */
export const countryName = (country: string): string =>
  /^[A-Z]{2}$/.test(country) ? (namesIn(currentLocale()).of(country) ?? country) : country

/** The code of either; nothing, if there is no such country. */
export function countryCode(country: string): string {
  const wanted = plain(country)
  const isNamed = (code: string) =>
    [currentLocale(), 'en'].some((locale) => plain(namesIn(locale).of(code) ?? '') === wanted)
  return CODES.find((code) => plain(code) === wanted) ?? CODES.find(isNamed) ?? ''
}

const namesIn = (locale: string) => namesFormat(locale, { type: 'region' })

/** "cote" finds Côte d’Ivoire. */
const plain = (text: string): string =>
  text
    .trim()
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
