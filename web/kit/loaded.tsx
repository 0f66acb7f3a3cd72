import type { ReactNode } from 'react'
import { ErrorFace, Waiting } from './faces.tsx'

type Query<Data> = {
  data: Data | undefined
  isPending: boolean
  error: unknown
  refetch: () => unknown
}

type LoadedProps<Data> = {
  query: Query<Data>
  rows?: number
  children: (data: Data) => ReactNode
}

/** The faces of a question. What was once known stays while it is asked again. */
export function Loaded<Data>({ query, rows = 4, children }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.isPending) return <Waiting rows={rows} />
  return <ErrorFace error={query.error} onRetry={() => void query.refetch()} />
}
