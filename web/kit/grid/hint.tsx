import { t } from '../i18n.ts'
import classes from './grid.module.css'

export const GridHint = () => (
  <p className={classes['hint']}>
    {t(
      'Arrows and Enter go from cell to cell, Esc takes a cell back, and a column from a ' +
        'spreadsheet can be pasted. Nothing changes before you save.',
    )}
  </p>
)
