import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'

/** What narrows a list, in one row above it; the first part takes the room that is left. */
export const FilterBar = ({ children }: { children: ReactNode }) => (
  <div className={classes['bar']} role="search">
    {children}
  </div>
)
