import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense, useState } from 'react'

const Shelf = lazy(async () => ({ default: (await import('./message-shelf.tsx')).MessageShelf }))

/** What was done and what went wrong, for a moment. Loaded with the first thing to say. */
export function Messages() {
  const { notifications } = useNotifications()
  const [isLoaded, setLoaded] = useState(false)
  if (notifications.length > 0 && !isLoaded) setLoaded(true)
  return <Suspense>{isLoaded && <Shelf />}</Suspense>
}
