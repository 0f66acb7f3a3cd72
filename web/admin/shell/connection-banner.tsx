import { WifiOff } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { connection, type Connection } from '#kit/connection.ts'
import { t } from '#kit/i18n.ts'
import classes from './connection-banner.module.css'

export function ConnectionBanner() {
  const state = useSyncExternalStore(connection.subscribe, connection.current)
  return (
    <div role="status">
      {state !== 'online' && (
        <p className={classes['banner']}>
          <WifiOff size={15} aria-hidden />
          {WORDS[state]}
        </p>
      )}
    </div>
  )
}

const WORDS: Record<Exclude<Connection, 'online'>, string> = {
  offline: t(
    'This device is offline. What you see may be old; it continues when the network is back.',
  ),
  unreachable: t('Penstock does not answer. What you see may be old; trying again by itself.'),
}
