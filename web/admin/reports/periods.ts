import { daysAfter } from '#kit/days.ts'
import { t } from '#kit/i18n.ts'

export type Period = { from: string; until: string }

const firstOfMonth = (day: string): string => `${day.slice(0, 8)}01`

/** What people ask for most, as days up to and with today. */
export function periodsAt(today: string): { words: string; period: Period }[] {
  const thisMonth = firstOfMonth(today)
  const lastMonthEnd = daysAfter(thisMonth, -1)
  return [
    { words: t('Today'), period: { from: today, until: today } },
    { words: t('Yesterday'), period: { from: daysAfter(today, -1), until: daysAfter(today, -1) } },
    { words: t('Last 7 days'), period: { from: daysAfter(today, -6), until: today } },
    { words: t('Last 30 days'), period: { from: daysAfter(today, -29), until: today } },
    { words: t('Last 90 days'), period: { from: daysAfter(today, -89), until: today } },
    { words: t('This month'), period: { from: thisMonth, until: today } },
    { words: t('Last month'), period: { from: firstOfMonth(lastMonthEnd), until: lastMonthEnd } },
    { words: t('This year'), period: { from: `${today.slice(0, 4)}-01-01`, until: today } },
  ]
}
