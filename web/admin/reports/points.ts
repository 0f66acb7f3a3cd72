import type { DailyFigures, Figures } from '#contract/reports'
import type { Point } from './chart/column-chart.tsx'
import { dayWords } from './days.ts'

/** Each day beside that of the days before; what a day does not have is none there as well. */
export const pointsOf = (
  days: readonly DailyFigures[],
  previous: readonly DailyFigures[] | undefined,
  of: (figures: Figures) => number | null,
  language: string,
): Point[] =>
  days.map((day, index) => ({
    ...{ key: day.day, value: of(day) },
    ...{ label: dayWords(day.day, 'short', language), title: dayWords(day.day, 'long', language) },
    ...(previous?.[index] && {
      before: of(previous[index]),
      beforeTitle: dayWords(previous[index].day, 'long', language),
    }),
  }))
