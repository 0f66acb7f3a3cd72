/** As addresses are kept and compared, or nothing. */
export const emailOf = (text: string | null | undefined): string | null =>
  text?.trim().toLowerCase() || null
