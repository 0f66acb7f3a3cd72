import { Link } from '@tanstack/react-router'
import { Rocket } from 'lucide-react'
import classes from './welcome.module.css'
import { useSetup } from './use-setup.ts'

/** At the end of the sidebar, until all is done or somebody puts it away. */
export function SetupLink({ onFollow }: { onFollow: (() => void) | undefined }) {
  const { isOpen, done, of } = useSetup()
  if (!isOpen) return null
  return (
    <Link to="/welcome" className={classes['link']} onClick={() => onFollow?.()}>
      <Rocket size={16} aria-hidden />
      <span>Get started</span>
      <small>
        {done} of {of}
      </small>
    </Link>
  )
}
