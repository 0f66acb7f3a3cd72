import classes from './chart.module.css'

type LegendProps = { value: string; before?: string | undefined; as?: 'before' | 'mark' }

export const Legend = ({ value, before, as = 'before' }: LegendProps) => (
  <span className={classes['legend']}>
    <span data-series="value">{value}</span>
    {before !== undefined && <span data-series={as}>{before}</span>}
  </span>
)
