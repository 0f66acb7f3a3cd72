import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { t } from '#kit/i18n.ts'
import { useNavigation, type Group } from '../navigation.ts'
import { SetupLink } from '../welcome/setup-link.tsx'
import classes from './sidebar.module.css'

export function Sidebar({ onFollow }: { onFollow?: () => void }) {
  const groups = useNavigation()
  return (
    <nav className={classes['nav']} aria-label={t('Main')}>
      {groups.map((group) => (
        <NavGroup key={group.title ?? ''} group={group} onFollow={onFollow} />
      ))}
      <SetupLink onFollow={onFollow} />
    </nav>
  )
}

type NavGroupProps = { group: Group; onFollow: (() => void) | undefined }

function NavGroup({ group, onFollow }: NavGroupProps) {
  const titleId = useId()
  return (
    <div className={classes['group']}>
      {group.title && (
        <p id={titleId} className={classes['title']}>
          {group.title}
        </p>
      )}
      <ul aria-labelledby={group.title ? titleId : undefined}>
        {group.entries.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              className={classes['link']}
              activeOptions={{ exact: to === '/' }}
              onClick={() => onFollow?.()}
            >
              <Icon size={16} aria-hidden />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
