/** The moment at which a day such as `2026-11-21` begins here; `daysLater` 1 is where it ends. */
export function startOfDay(day: string, daysLater = 0): Date {
  const date = new Date(`${day}T00:00:00`)
  date.setDate(date.getDate() + daysLater)
  return date
}
