import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import { t } from '#kit/i18n.ts'
import classes from './welcome.module.css'
import { useSetup } from './use-setup.ts'

/** At the end of the sidebar, until all is done or somebody puts it away. */
export function SetupLink({ onFollow }: { onFollow: (() => void) | undefined }) {
  const { isOpen, done, of } = useSetup()
  if (!isOpen) return null
  return (
    <Link to="/welcome" className={classes['link']} onClick={() => onFollow?.()}>
      <Rocket size={16} aria-hidden />
      <span>{t('Get started')}</span>
      <small>{t('{{place}} of {{count}}', { place: done, count: of })}</small>
    </Link>
  )
}
