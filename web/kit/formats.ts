/** So many are kept; a page uses a handful, and a place that changes brings others. */
const KEPT_MAX = 100

/** Making a formatter of `Intl` takes many times as long as using it, and lists use hundreds. */
const kept = <Options, Format>(make: (language: string, options: Options) => Format) => {
  const known = new Map<string, Format>()
  return (language: string, options: Options): Format => {
    const key = `${language} ${JSON.stringify(options)}`
    const found = known.get(key) ?? make(language, options)
    if (known.size >= KEPT_MAX) known.clear()
    known.set(key, found)
    return found
  }
}

export const numberFormat = kept(
  (language, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options),
)

export const agoFormat = kept(
  (language, options: Intl.RelativeTimeFormatOptions) =>
    new Intl.RelativeTimeFormat(language, options),
)

export const namesFormat = kept(
  (language, options: Intl.DisplayNamesOptions) => new Intl.DisplayNames([language], options),
)

export const timeFormat = kept(
  (language, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options),
)
