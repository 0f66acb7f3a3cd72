import type { Figures } from '#contract/reports'
import { t } from '#kit/i18n.ts'
import { named } from '#kit/named.ts'
import { Change, useWriting } from './amounts.tsx'
import classes from './reports.module.css'
import { reportsRoute } from './routes.ts'
import { type MeasureName, MEASURES, measureOf } from './words.ts'

type TilesProps = { now: Figures; before: Figures | undefined; currency: string }

/** The sums of the days. Pressing one shows it day by day. */
export function Tiles(props: TilesProps) {
  const { measure = 'total' } = reportsRoute.useSearch()
  return (
    <div className={classes['tiles']} role="group" aria-label={t('Shown day by day')}>
      {named(MEASURES).map((name) => (
        <Tile key={name} name={name} isShown={name === measure} {...props} />
      ))}
    </div>
  )
}

type TileProps = TilesProps & { name: MeasureName; isShown: boolean }

function Tile({ name, isShown, now, before, currency }: TileProps) {
  const navigate = reportsRoute.useNavigate()
  const { words, means, kind, of, isLoss } = measureOf(name)
  const { full } = useWriting(kind, currency)
  const [value, then] = [of(now), before && of(before)]
  return (
    <button
      type="button"
      aria-pressed={isShown}
      title={means}
      onClick={() =>
        void navigate({
          search: (search) => ({ ...search, measure: name === 'total' ? undefined : name }),
          replace: true,
        })
      }
    >
      <span className={classes['label']}>{words}</span>
      <span className={classes['value']}>{value === null ? '–' : full(value)}</span>
      {typeof then === 'number' && (
        <Change
          now={value}
          before={then}
          words={t('from {{before}}', { before: full(then) })}
          isLoss={isLoss}
        />
      )}
    </button>
  )
}
