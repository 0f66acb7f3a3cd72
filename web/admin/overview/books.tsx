import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { integrityQuery } from '../integrity/queries.ts'
import { BooksBadge } from '../integrity/state.tsx'
import classes from './overview.module.css'

/** Whether everything adds up, at a glance; the details are one step away. */
export function Books() {
  const { data } = useQuery(integrityQuery)
  if (!data) return null
  return (
    <Link to="/integrity" className={classes['books']}>
      <BooksBadge integrity={data} />
    </Link>
  )
}
