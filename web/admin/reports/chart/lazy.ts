import { lazy } from 'react'

/** Only who sees a chart loads it. */
export const ColumnChart = lazy(async () => {
  const { ColumnChart: component } = await import('./column-chart.tsx')
  return { default: component }
})

export const BarList = lazy(async () => {
  const { BarList: component } = await import('./bar-list.tsx')
  return { default: component }
})
